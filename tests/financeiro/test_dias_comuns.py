"""F11: the days of a month that were billed already, and those that were not, make up the month."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from financeiro.regras.prorata import Periodo, comuns, dias_cobraveis, sem_os_dias

JUNHO = dt.date(2026, 6, 1)
trechos = st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=4)


def periodos(trechos: list[tuple[int, int]]) -> list[Periodo]:
    return [(JUNHO + dt.timedelta(days=min(par)), JUNHO + dt.timedelta(days=max(par))) for par in trechos]


@given(trechos, trechos)
def test_dias_comuns_e_os_outros_somam_todos(uns: list[tuple[int, int]], outros: list[tuple[int, int]]) -> None:
    seus, cobrados = periodos(uns), periodos(outros)
    partes = dias_cobraveis(JUNHO, comuns(seus, cobrados)) + dias_cobraveis(JUNHO, sem_os_dias(seus, cobrados))
    assert partes == dias_cobraveis(JUNHO, seus)
