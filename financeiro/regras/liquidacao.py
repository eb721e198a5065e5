"""What money that a bank received for a title pays (F16)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from financeiro.regras.encargos import Encargos
from hubsoft.core.dinheiro import ZERO, ratear


class Liquidacao(NamedTuple):
    """How money is split, in reais: ``recebido`` = principal − desconto + multa + juros + crédito."""

    principal: Decimal
    desconto: Decimal
    multa: Decimal
    juros: Decimal
    credito: Decimal


def liquidar(
    saldo: Decimal, devido: Encargos, recebido: Decimal, juros: Decimal = ZERO, desconto: Decimal = ZERO
) -> Liquidacao:
    """Split ``recebido`` over a title that still owes ``saldo``.

    ``devido`` is the fine and interest by our own rule, ``juros`` and ``desconto`` what the bank says it charged and
    granted. The bank's word wins; where it names no interest, what exceeds the balance pays ours first. The rest is
    the client's credit: all of it when nothing was owed any more.
    """
    if saldo <= 0:
        return Liquidacao(ZERO, ZERO, ZERO, ZERO, recebido)
    desconto = min(desconto, saldo)
    cobrados = min(juros, recebido)
    bruto = recebido + desconto
    if bruto - cobrados < saldo:
        principal, encargos, credito = bruto - cobrados, cobrados, ZERO
    else:
        sobra = bruto - saldo
        encargos = max(cobrados, min(sobra, devido.multa + devido.juros))
        principal, credito = saldo, sobra - encargos
    multa = min(encargos, devido.multa)
    return Liquidacao(principal, desconto, multa, encargos - multa, credito)


def por_cobranca(total: Liquidacao, saldos: Sequence[Decimal]) -> list[Liquidacao]:
    """Split a title's payment over its charges in their order: each is filled before the next.

    Discount, fine and interest follow the principal; the parts sum to the whole (its credit aside).
    """
    principais, resto = [], total.principal
    for saldo in saldos:
        principais.append(min(saldo, resto))
        resto -= principais[-1]
    pesos = principais if total.principal else [Decimal(1), *(ZERO for _ in saldos[1:])]
    partes = zip(
        principais, ratear(total.desconto, pesos), ratear(total.multa, pesos), ratear(total.juros, pesos), strict=True
    )
    return [Liquidacao(*parte, ZERO) for parte in partes]
