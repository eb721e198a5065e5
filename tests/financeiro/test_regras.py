"""Rules of money: fine, interest, pro rata."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financeiro.regras.encargos import encargos
from financeiro.regras.prorata import dias_cobraveis, valor_proporcional

D = dt.date
DOIS, UM = Decimal("2.00"), Decimal("1.00")


@pytest.mark.parametrize(
    ("pago_em", "multa", "juros"),
    [
        (D(2026, 11, 9), "0.00", "0.00"),
        (D(2026, 11, 10), "0.00", "0.00"),
        (D(2026, 11, 11), "2.00", "0.03"),
        (D(2026, 11, 20), "2.00", "0.33"),
        (D(2026, 12, 10), "2.00", "1.00"),
    ],
)
def test_multa_uma_vez_e_juros_desde_o_primeiro_dia(pago_em: dt.date, multa: str, juros: str) -> None:
    feito = encargos(Decimal("100.00"), D(2026, 11, 10), pago_em, DOIS, UM)
    assert feito == (Decimal(multa), Decimal(juros))


@pytest.mark.parametrize(
    ("periodos", "dias"),
    [
        ([(D(2026, 11, 1), D(2026, 11, 30))], 30),
        ([(D(2026, 10, 5), D(2026, 12, 5))], 30),
        ([(D(2026, 11, 16), D(2026, 12, 31))], 15),
        ([(D(2026, 11, 1), D(2026, 11, 10)), (D(2026, 11, 21), D(2026, 11, 30))], 20),
        ([(D(2026, 11, 1), D(2026, 11, 10)), (D(2026, 11, 10), D(2026, 11, 12))], 12),
        ([], 0),
    ],
)
def test_dias_cobraveis(periodos: list, dias: int) -> None:
    assert dias_cobraveis(D(2026, 11, 15), periodos) == dias


@given(st.decimals(min_value=0, max_value=10_000, places=2), st.dates(D(2020, 1, 1), D(2035, 12, 31)), st.data())
def test_partes_do_mes_somam_o_mes_a_um_centavo(valor: Decimal, mes: dt.date, data: st.DataObject) -> None:
    inteiro = dias_cobraveis(mes, [(mes.replace(day=1), D(2040, 1, 1))])
    usados = data.draw(st.integers(0, inteiro))
    partes = valor_proporcional(valor, mes, usados) + valor_proporcional(valor, mes, inteiro - usados)
    assert valor_proporcional(valor, mes, inteiro) == valor
    assert abs(partes - valor) <= Decimal("0.01")
