"""How much of a month is billed: the days that count, each at the price of that day (F11).

| case | days billed | due |
|---|---|---|
| postecipado (pays after use) | the days used of the month that ended | in the next month |
| antecipado (pays before use) | from the first day of use to the end of the month | in the month itself |
| antecipado, and the month turned out otherwise | the difference is settled in the next charge | |
| antecipado, and the service ends in the month | the days used, in the place of the open fatura (C16) | at once |
| plan or price changed in the middle | each at its price; the day of the change has the new one | |
| suspended or paused days | none (RGC, Anatel 765/2023), unless the forma de cobrança says otherwise | |
| migrated in the middle | the old service's days, then the new one's; the day is the new one's | |
| migrated after the month was billed | no day again; of one holder, the difference is settled | |
| pró-rata switched off | a month with any day of use is billed whole, at the price of its last day | |

A day costs price ÷ days of the month. The sum is rounded once, half-up, and its parts add up to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from hubsoft.core.datas import UM_DIA, primeiro_do_mes, ultimo_do_mes
from hubsoft.core.dinheiro import ZERO, arredondar

Periodo = tuple[dt.date, dt.date]


class Mudanca(NamedTuple):
    """Until the day before ``em`` the month's price was ``de`` reais."""

    em: dt.date
    de: Decimal


class Parte(NamedTuple):
    """Days billed at one price (a whole month's); ``valor`` is what they cost, in reais."""

    de: dt.date
    ate: dt.date
    preco: Decimal
    valor: Decimal

    @property
    def dias(self) -> int:
        """How many days, both ends included."""
        return (self.ate - self.de).days + 1


def trechos_cobraveis(competencia: dt.date, periodos: Iterable[Periodo]) -> list[Periodo]:
    """Return the days of ``periodos`` (inclusive ends) in the month, as stretches in order that do not overlap."""
    inicio, fim = primeiro_do_mes(competencia), ultimo_do_mes(competencia)
    trechos: list[Periodo] = []
    for de, ate in sorted((max(de, inicio), min(ate, fim)) for de, ate in periodos):
        if de > ate:
            continue
        if trechos and de <= trechos[-1][1] + UM_DIA:
            trechos[-1] = (trechos[-1][0], max(trechos[-1][1], ate))
        else:
            trechos.append((de, ate))
    return trechos


def comuns(periodos: Iterable[Periodo], outros: Iterable[Periodo]) -> list[Periodo]:
    """Return the days (inclusive ends) that are in both."""
    lista = list(outros)
    cruzados = [(max(de, inicio), min(ate, fim)) for de, ate in periodos for inicio, fim in lista]
    return sorted((de, ate) for de, ate in cruzados if de <= ate)


def sem_os_dias(periodos: Iterable[Periodo], outros: Iterable[Periodo]) -> list[Periodo]:
    """Return the days of ``periodos`` (inclusive ends) that are not in ``outros``."""
    restam = list(periodos)
    for inicio, fim in outros:
        partidos = []
        for de, ate in restam:
            partidos += [(de, min(ate, inicio - UM_DIA)), (max(de, fim + UM_DIA), ate)]
        restam = [(de, ate) for de, ate in partidos if de <= ate]
    return restam


def dias_cobraveis(competencia: dt.date, periodos: Iterable[Periodo]) -> int:
    """Return how many days of the month of ``competencia`` fall in ``periodos`` (inclusive ends), each counted once."""
    return sum((ate - de).days + 1 for de, ate in trechos_cobraveis(competencia, periodos))


def preco_no_dia(dia: dt.date, preco: Decimal, mudancas: Sequence[Mudanca]) -> Decimal:
    """Return the price of a day; ``preco`` is that of now, ``mudancas`` in the order they happened."""
    return next((mudanca.de for mudanca in mudancas if mudanca.em > dia), preco)


def partes_do_mes(
    preco: Decimal, competencia: dt.date, periodos: Iterable[Periodo], mudancas: Sequence[Mudanca] = ()
) -> tuple[Parte, ...]:
    """Return what the days of ``periodos`` in the month cost, a part for each stretch at one price.

    The parts sum to the exact amount rounded once: each is what the sum grows by.
    """
    dias_do_mes = ultimo_do_mes(competencia).day
    partes: list[Parte] = []
    exato = somado = ZERO
    for de, ate in trechos_cobraveis(competencia, periodos):
        cortes = sorted({mudanca.em for mudanca in mudancas if de < mudanca.em <= ate})
        for inicio, fim in zip([de, *cortes], [*(corte - UM_DIA for corte in cortes), ate], strict=True):
            do_dia = preco_no_dia(inicio, preco, mudancas)
            exato += do_dia * ((fim - inicio).days + 1)
            soma = arredondar(exato / dias_do_mes)
            partes.append(Parte(inicio, fim, do_dia, soma - somado))
            somado = soma
    return tuple(partes)


def valor_proporcional(valor: Decimal, competencia: dt.date, dias: int) -> Decimal:
    """Return ``valor`` × days ÷ days of the month, rounded once; the whole month costs exactly ``valor``."""
    dias_do_mes = ultimo_do_mes(competencia).day
    if not 0 <= dias <= dias_do_mes:
        raise ValueError(f"{dias} days do not fit in a month of {dias_do_mes}")
    return arredondar(valor * dias / dias_do_mes)
