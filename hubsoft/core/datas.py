"""Dates of the business: today in São Paulo, business days, months."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import holidays
from django.utils import timezone

UM_DIA = dt.timedelta(days=1)


def agora() -> dt.datetime:
    """Return the current instant, aware."""
    return timezone.now()


def hoje() -> dt.date:
    """Return today's date in America/Sao_Paulo."""
    return timezone.localdate()


def primeiro_do_mes(data: dt.date) -> dt.date:
    """Return the first day of the month of ``data``."""
    return data.replace(day=1)


def ultimo_do_mes(data: dt.date) -> dt.date:
    """Return the last day of the month of ``data``."""
    return dt.date(data.year, data.month, dias_do_mes(data.year, data.month))


@lru_cache(maxsize=4096)
def dias_do_mes(ano: int, mes: int) -> int:
    """Return how many days the month has."""
    return calendar.monthrange(ano, mes)[1]


def dia_do_mes(ano: int, mes: int, dia: int) -> dt.date:
    """Return that day of the month, or its last day when the month is shorter."""
    return dt.date(ano, mes, min(dia, dias_do_mes(ano, mes)))


def somar_meses(data: dt.date, meses: int) -> dt.date:
    """Return ``data`` moved by whole months, clipped to the month's last day."""
    indice = data.year * 12 + data.month - 1 + meses
    return dia_do_mes(indice // 12, indice % 12 + 1, data.day)


@lru_cache(maxsize=256)
def _feriados_do_estado(uf: str, ano: int) -> dict[dt.date, str]:
    subdivisao = uf if uf in holidays.Brazil.subdivisions else None
    return dict(holidays.Brazil(subdiv=subdivisao, years=ano, language="pt_BR").items())


class FeriadoDoAno(NamedTuple):
    """A holiday of a year; ``origem``: "nacional", "estadual" or "proprio" (of the city or of the company)."""

    data: dt.date
    nome: str
    origem: str


class Calendario:
    """Business days of one place: national and state holidays by library, municipal ones as given.

    ``uf``: two letters ("" for national holidays only). ``fixos``: date → name. ``anuais``: (month, day) → name.
    """

    def __init__(
        self,
        uf: str = "",
        fixos: Mapping[dt.date, str] | None = None,
        anuais: Mapping[tuple[int, int], str] | None = None,
    ) -> None:
        self.uf = uf
        self.fixos = dict(fixos or {})
        self.anuais = dict(anuais or {})

    def feriado(self, data: dt.date) -> str | None:
        """Return the holiday's name, or ``None``."""
        return (
            self.fixos.get(data)
            or self.anuais.get((data.month, data.day))
            or _feriados_do_estado(self.uf, data.year).get(data)
        )

    def feriados_do_ano(self, ano: int) -> list[FeriadoDoAno]:
        """Return the holidays of a year in order; of two on one day the one that :meth:`feriado` names."""
        nacionais, do_estado = _feriados_do_estado("", ano), _feriados_do_estado(self.uf, ano)
        dias = {
            data: FeriadoDoAno(data, nome, "nacional" if data in nacionais else "estadual")
            for data, nome in do_estado.items()
        }
        for (mes, dia), nome in self.anuais.items():
            if dia <= dias_do_mes(ano, mes):  # a 29th of February only in leap years
                dias[dt.date(ano, mes, dia)] = FeriadoDoAno(dt.date(ano, mes, dia), nome, "proprio")
        dias |= {data: FeriadoDoAno(data, nome, "proprio") for data, nome in self.fixos.items() if data.year == ano}
        return [dias[data] for data in sorted(dias)]

    def fim_de_semana(self, data: dt.date) -> bool:
        """Whether it is a Saturday or a Sunday."""
        return data.weekday() >= 5

    def dia_util(self, data: dt.date) -> bool:
        """Whether it is neither weekend nor holiday."""
        return not self.fim_de_semana(data) and self.feriado(data) is None

    def proximo_dia_util(self, data: dt.date) -> dt.date:
        """Return ``data`` itself when it is a business day, otherwise the next one."""
        while not self.dia_util(data):
            data += UM_DIA
        return data
