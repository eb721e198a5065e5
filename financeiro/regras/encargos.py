"""Fine and interest of late payment (CDC art. 52; the percentages are the forma de cobrança's)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from hubsoft.core.dinheiro import ZERO, arredondar, percentual

DIAS_DO_MES = 30


class Encargos(NamedTuple):
    """Reais due on top of an overdue balance."""

    multa: Decimal
    juros: Decimal


def encargos(
    saldo: Decimal, vencimento: dt.date, em: dt.date, multa_percentual: Decimal, juros_percentual: Decimal
) -> Encargos:
    """Return the fine (once) and the interest (a month, pro rata die of 30 days) of ``saldo`` paid on ``em``.

    Both are computed on the overdue balance, never on the plan's price, and the first day of delay counts: one day
    late pays one day of interest. On or before the due date both are zero.
    """
    dias = (em - vencimento).days
    if dias <= 0 or saldo <= 0:
        return Encargos(ZERO, ZERO)
    juros = arredondar(saldo * juros_percentual / 100 * dias / DIAS_DO_MES)
    return Encargos(percentual(saldo, multa_percentual), juros)
