"""The fine for leaving before the loyalty ends (C16): the benefit, in proportion to the months that are left.

Law (RGC, Anatel; facts/law.md): at most 12 months, a fine in proportion to the months left, never more than the
benefit that the subscriber got for staying.

| benefit | months | since | leaves | months left | fine |
|---|---|---|---|---|---|
| R$ 600,00 | 12 | 10/01/2026 | 10/01/2026 | 12 | R$ 600,00 |
| R$ 600,00 | 12 | 10/01/2026 | 09/02/2026 | 11 | R$ 550,00 |
| R$ 600,00 | 12 | 10/01/2026 | 10/07/2026 | 5 | R$ 250,00 |
| R$ 600,00 | 12 | 10/01/2026 | 10/01/2027 | 0 | nothing |
| R$ 100,00 | 24, counted as 12 | 10/01/2026 | 11/05/2026 | 7 | R$ 58,33 |

A month that has begun counts as kept, but for the very first day.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from hubsoft.core.datas import somar_meses
from hubsoft.core.dinheiro import ZERO, arredondar

MESES_NO_MAXIMO = 12


class Multa(NamedTuple):
    """The fine in reais for ``restantes`` of ``meses`` months."""

    valor: Decimal
    restantes: int
    meses: int


def multa_de_fidelidade(beneficio: Decimal, meses: int, inicio: dt.date, em: dt.date) -> Multa:
    """Return the fine of who leaves on the day ``em`` after a loyalty that began on ``inicio``.

    ``beneficio`` in reais; zero months or benefit: none.
    """
    meses = min(meses, MESES_NO_MAXIMO)
    cumpridos = next((n for n in range(1, meses + 1) if em < somar_meses(inicio, n)), meses) if em > inicio else 0
    restantes = meses - cumpridos
    if restantes <= 0 or beneficio <= 0:
        return Multa(ZERO, 0, meses)
    return Multa(arredondar(beneficio * restantes / meses), restantes, meses)
