"""How much of a month's price is billed for the days that count (F11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from hubsoft.core.datas import UM_DIA, primeiro_do_mes, ultimo_do_mes
from hubsoft.core.dinheiro import arredondar

Periodo = tuple[dt.date, dt.date]


def dias_cobraveis(competencia: dt.date, periodos: Iterable[Periodo]) -> int:
    """Return how many days of the month of ``competencia`` fall in ``periodos`` (inclusive ends), each counted once."""
    inicio, fim = primeiro_do_mes(competencia), ultimo_do_mes(competencia)
    contados: set[dt.date] = set()
    for de, ate in periodos:
        dia, ultimo = max(de, inicio), min(ate, fim)
        while dia <= ultimo:
            contados.add(dia)
            dia += UM_DIA
    return len(contados)


def valor_proporcional(valor: Decimal, competencia: dt.date, dias: int) -> Decimal:
    """Return ``valor`` × days ÷ days of the month, rounded once; the whole month costs exactly ``valor``."""
    dias_do_mes = ultimo_do_mes(competencia).day
    if not 0 <= dias <= dias_do_mes:
        raise ValueError(f"{dias} days do not fit in a month of {dias_do_mes}")
    return arredondar(valor * dias / dias_do_mes)
