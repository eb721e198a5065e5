"""Reads of Configuração that other areas use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from configuracao.models import Cidade, Feriado
from hubsoft.core.datas import Calendario, agora
from hubsoft.core.models import SessaoUsuario

# A page seen within this time counts as somebody being there now; a session is marked once a minute.
EM_USO = dt.timedelta(minutes=5)


def calendario_da_cidade(cidade: Cidade) -> Calendario:
    """Return the business days of a city: national, state, its own holidays and the company-wide ones."""
    return calendarios_das_cidades([cidade.pk])[cidade.pk]


def calendarios_das_cidades(cidades: Collection[int]) -> dict[int, Calendario]:
    """Return the business days of each city, by its key; two queries however many they are."""
    feriados = list(Feriado.objects.filter(Q(cidade__in=cidades) | Q(cidade__isnull=True)))
    calendarios = {}
    for pk, uf in Cidade.objects.filter(pk__in=cidades).values_list("pk", "uf"):
        daqui = [f for f in feriados if f.cidade_id in (pk, None)]
        calendarios[pk] = Calendario(
            uf,
            fixos={f.data: f.nome for f in daqui if not f.todo_ano},
            anuais={(f.data.month, f.data.day): f.nome for f in daqui if f.todo_ano},
        )
    return calendarios


def calendario_da_empresa() -> Calendario:
    """Return the business days that no city decides: national holidays and the company-wide ones."""
    proprios = list(Feriado.objects.filter(cidade__isnull=True))
    return Calendario(
        fixos={f.data: f.nome for f in proprios if not f.todo_ano},
        anuais={(f.data.month, f.data.day): f.nome for f in proprios if f.todo_ano},
    )


def sessoes_vivas() -> QuerySet[SessaoUsuario]:
    """Return the browser sessions that still open a door, the last seen first."""
    vivas = Session.objects.filter(expire_date__gt=agora()).values("session_key")
    return SessaoUsuario.objects.filter(chave__in=vivas).order_by("-vista_em")


def sessoes_abertas(usuario: Any) -> QuerySet[SessaoUsuario]:
    """Return those of a user."""
    return sessoes_vivas().filter(usuario=usuario)
