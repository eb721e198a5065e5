"""Reads of Configuração that other areas use."""

from __future__ import annotations

from django.db.models import Q

from configuracao.models import Cidade, Feriado
from hubsoft.core.datas import Calendario


def calendario_da_cidade(cidade: Cidade) -> Calendario:
    """Return the business days of a city: national, state, its own holidays and the company-wide ones."""
    feriados = list(Feriado.objects.filter(Q(cidade=cidade) | Q(cidade__isnull=True)))
    return Calendario(
        cidade.uf,
        fixos={f.data: f.nome for f in feriados if not f.todo_ano},
        anuais={(f.data.month, f.data.day): f.nome for f in feriados if f.todo_ano},
    )
