"""Until when an overdue fatura is paid as if it were in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from clientes.models import Cliente
from configuracao.consultas import calendario_da_empresa, calendarios_das_cidades
from financeiro.models import Fatura
from hubsoft.core.datas import Calendario
from hubsoft.core.em_lote import na_lista

MAIOR_FOLGA = dt.timedelta(days=10)
"""No due date is farther from the next business day."""


def prazos_sem_encargos(faturas: Iterable[tuple[Fatura, dt.date]]) -> dict[int, dt.date]:
    """Return, by fatura, the last day on which it is paid without fine and interest, for those paid a little late.

    ``faturas``: each with the day of its payment. What falls due on a weekend or holiday of the client's city is in
    time on the next business day (Lei 7.089/1983). A fatura that is paid in time or more than :data:`MAIOR_FOLGA` late
    is left out. Three queries or four
    however many they are, none when none is a little late.
    """
    tardias = [fatura for fatura, em in faturas if fatura.vencimento < em <= fatura.vencimento + MAIOR_FOLGA]
    if not tardias:
        return {}
    clientes = Cliente.objects.filter(na_lista("pk", {fatura.cliente_id for fatura in tardias}))
    cidade_de = dict(clientes.values_list("pk", "cidade"))
    calendarios = calendarios_das_cidades({cidade for cidade in cidade_de.values() if cidade})
    da_casa = calendario_da_empresa() if None in cidade_de.values() else Calendario()
    return {
        fatura.pk: calendarios.get(cidade_de[fatura.cliente_id], da_casa).proximo_dia_util(fatura.vencimento)
        for fatura in tardias
    }
