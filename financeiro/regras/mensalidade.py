"""What a service owes for a month (F10, F11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from financeiro.regras.prorata import Periodo, dias_cobraveis, valor_proporcional
from hubsoft.core.datas import dia_do_mes, somar_meses, ultimo_do_mes
from hubsoft.core.dinheiro import ZERO


class Mensalidade(NamedTuple):
    """A monthly charge to be made; ``dias`` of the month are billed. ``valor`` zero: nothing is owed."""

    inicio: dt.date
    fim: dt.date
    vencimento: dt.date
    dias: int
    valor: Decimal


def vencimento(competencia: dt.date, dia: int, antecipado: bool) -> dt.date:
    """Return the due date: in the month itself when paid before use, in the next one when paid after."""
    mes = competencia if antecipado else somar_meses(competencia, 1)
    return dia_do_mes(mes.year, mes.month, dia)


def mensalidade(
    valor: Decimal, competencia: dt.date, periodos: Sequence[Periodo], vence: dt.date, prorata: bool
) -> Mensalidade:
    """Return the charge of a month for a service that was billable in ``periodos`` (inclusive days).

    With ``prorata`` only those days are billed; without it a service with any such day owes the whole month (manual:
    *Como gerar o faturamento mensal*, switch Pró-rata).
    """
    fim = ultimo_do_mes(competencia)
    dias = dias_cobraveis(competencia, periodos)
    if dias == 0:
        return Mensalidade(competencia, fim, vence, 0, ZERO)
    cobrados = dias if prorata else fim.day
    return Mensalidade(competencia, fim, vence, cobrados, valor_proporcional(valor, competencia, cobrados))
