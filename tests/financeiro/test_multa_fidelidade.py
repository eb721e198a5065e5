"""The fine of the loyalty: the table of the rule, and what holds for every case."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from financeiro.regras.multa_fidelidade import multa_de_fidelidade

D = dt.date


@pytest.mark.parametrize(
    ("beneficio", "meses", "em", "restantes", "valor"),
    [
        ("600.00", 12, D(2026, 1, 10), 12, "600.00"),
        ("600.00", 12, D(2025, 12, 1), 12, "600.00"),
        ("600.00", 12, D(2026, 2, 9), 11, "550.00"),
        ("600.00", 12, D(2026, 2, 10), 10, "500.00"),
        ("600.00", 12, D(2026, 7, 10), 5, "250.00"),
        ("600.00", 12, D(2026, 12, 10), 0, "0.00"),
        ("600.00", 12, D(2027, 1, 10), 0, "0.00"),
        ("100.00", 24, D(2026, 5, 11), 7, "58.33"),
        ("0.00", 12, D(2026, 5, 11), 0, "0.00"),
        ("600.00", 0, D(2026, 1, 10), 0, "0.00"),
    ],
)
def test_tabela(beneficio: str, meses: int, em: D, restantes: int, valor: str) -> None:
    multa = multa_de_fidelidade(Decimal(beneficio), meses, D(2026, 1, 10), em)
    assert (multa.restantes, multa.valor) == (restantes, Decimal(valor))


# Many other tests share the machine: how long it takes to think of a case says nothing.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, 999_999), st.integers(0, 60), st.integers(0, 4000), st.integers(-30, 2000))
def test_nunca_passa_do_beneficio_e_so_diminui(centavos: int, meses: int, desde: int, dias: int) -> None:
    beneficio, inicio = Decimal(centavos) / 100, D(2020, 1, 1) + dt.timedelta(days=desde)
    em = inicio + dt.timedelta(days=dias)
    hoje = multa_de_fidelidade(beneficio, meses, inicio, em)
    amanha = multa_de_fidelidade(beneficio, meses, inicio, em + dt.timedelta(days=1))
    assert 0 <= amanha.valor <= hoje.valor <= beneficio
    assert hoje.restantes <= min(meses, 12)
    if dias > 366:
        assert hoje.valor == 0
