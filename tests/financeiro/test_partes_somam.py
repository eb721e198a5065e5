"""Fine, interest, discounts and splits: the parts sum to the whole, whatever the amounts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from financeiro.regras.encargos import Encargos, encargos
from financeiro.regras.liquidacao import liquidar, por_cobranca
from hubsoft.core.dinheiro import ZERO, ratear

CENTAVO = Decimal("0.01")
REAIS = st.decimals("0.01", "99999.99", places=2)
PARCELAS = st.decimals("0.00", "500.00", places=2)
SALDOS = st.lists(REAIS, min_size=1, max_size=6)
VENCIMENTO = dt.date(2026, 11, 10)


@given(REAIS, st.integers(1, 720), st.decimals("0", "2", places=2), st.decimals("0", "10", places=2))
def test_encargos_contam_o_primeiro_dia_e_nao_passam_do_exato(
    saldo: Decimal, dias: int, multa: Decimal, juros: Decimal
) -> None:
    feito = encargos(saldo, VENCIMENTO, VENCIMENTO + dt.timedelta(days=dias), multa, juros)
    assert abs(feito.multa - saldo * multa / 100) <= CENTAVO / 2
    assert abs(feito.juros - saldo * juros / 3000 * dias) <= CENTAVO / 2
    antes = encargos(saldo, VENCIMENTO, VENCIMENTO + dt.timedelta(days=dias - 1), multa, juros)
    assert antes.juros <= feito.juros, "um dia a mais nunca custa menos"
    assert (antes == (ZERO, ZERO)) if dias == 1 else (antes.multa == feito.multa), "a multa é uma só"


@given(SALDOS, PARCELAS)
def test_rateio_soma_o_todo_e_ninguem_recebe_mais_que_um_centavo_do_exato(pesos: list[Decimal], total: Decimal) -> None:
    partes = ratear(total, pesos)
    assert sum(partes, ZERO) == total
    for parte, peso in zip(partes, pesos, strict=True):
        assert parte >= 0
        assert abs(parte - total * peso / sum(pesos)) < CENTAVO


@given(SALDOS, PARCELAS, PARCELAS, REAIS, PARCELAS, PARCELAS)
def test_pagamento_no_banco_se_divide_sem_sobra(
    saldos: list[Decimal], multa: Decimal, juros: Decimal, recebido: Decimal, cobrados: Decimal, desconto: Decimal
) -> None:
    saldo = sum(saldos, ZERO)
    total = liquidar(saldo, Encargos(multa, juros), recebido, cobrados, desconto)
    assert total.principal - total.desconto + total.multa + total.juros + total.credito == recebido
    assert all(valor >= 0 for valor in total)
    assert total.principal <= saldo
    assert not total.credito or total.principal == saldo, "só é crédito o que passa do devido"
    partes = por_cobranca(total, saldos)
    assert [sum(coluna, ZERO) for coluna in zip(*partes, strict=True)] == [*total[:4], ZERO]
    assert all(parte.principal <= devido for parte, devido in zip(partes, saldos, strict=True))


@given(SALDOS, PARCELAS, PARCELAS, PARCELAS)
def test_pago_o_devido_nada_resta_e_nada_sobra(
    saldos: list[Decimal], multa: Decimal, juros: Decimal, desconto: Decimal
) -> None:
    saldo = sum(saldos, ZERO)
    desconto = min(desconto, saldo - CENTAVO)
    total = liquidar(saldo, Encargos(multa, juros), saldo - desconto + multa + juros, ZERO, desconto)
    assert total == (saldo, desconto, multa, juros, ZERO)
