"""Charges tied into one fatura with its boleto (F03, F04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from financeiro.acoes.numerar_faturas import Numerador, sentenca_da_fatura
from financeiro.models import Cobranca, DescontoCobranca, Fatura, FormaCobranca
from financeiro.regras.desconto import promocional_ate
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar


@transaction.atomic
def montar_fatura(
    cobrancas: Sequence[Cobranca], forma: FormaCobranca, vencimento: dt.date, emissao: dt.date, usuario: Any = None
) -> Fatura:
    """Tie open charges of one client into a new fatura and number its boleto.

    The forma's row is locked, so two people never take one nosso número; the charges too, so none lands in two
    faturas. Raises ``ErroDeNegocio`` when a charge is taken, closed or someone else's, or the bank refuses the title.
    """
    numerador = Numerador([forma.pk])
    travadas = list(Cobranca.objects.select_for_update().filter(pk__in=[c.pk for c in cobrancas]).order_by("pk"))
    _conferir(travadas, len(cobrancas))
    valor = sum((cobranca.saldo for cobranca in travadas), ZERO)
    fatura = numerador.fatura(forma.pk, travadas[0].cliente_id, valor, emissao, vencimento)
    fatura.desconto_valor += sum((d.valor for d in promocionais(travadas)), ZERO)
    fatura.desconto_ate = limite_promocional(travadas, vencimento)
    fatura.save(force_insert=True)
    numerador.gravar()
    Cobranca.objects.filter(pk__in=[c.pk for c in travadas]).update(fatura=fatura, vencimento=vencimento)
    sentenca_da_fatura(fatura, usuario).save(force_insert=True)
    publicar("fatura.emitida", {"fatura_id": fatura.pk, "cliente_id": fatura.cliente_id})
    return fatura


def promocionais(cobrancas: Sequence[Cobranca]) -> list[DescontoCobranca]:
    """Return the promotional discounts of charges (F05)."""
    return list(
        DescontoCobranca.objects.filter(
            cobranca__in=[c.pk for c in cobrancas], tipo=DescontoCobranca.Tipo.PROMOCIONAL
        ).order_by("pk")
    )


def limite_promocional(cobrancas: Sequence[Cobranca], vencimento: dt.date) -> dt.date | None:
    """Return until when a title of these charges has its discount, ``None`` for its due date.

    A title has one discount: the first limit among its charges holds for all of it.
    """
    return min((promocional_ate(vencimento, d.dias) for d in promocionais(cobrancas)), default=None)


def _conferir(cobrancas: list[Cobranca], pedidas: int) -> None:
    if not cobrancas or len(cobrancas) != pedidas:
        raise ErroDeNegocio("Escolha ao menos uma cobrança. Recarregue a página se alguma sumiu da lista.")
    if len({cobranca.cliente_id for cobranca in cobrancas}) > 1:
        raise ErroDeNegocio("As cobranças de uma fatura são de um só cliente.")
    for cobranca in cobrancas:
        if cobranca.status != Cobranca.Status.ABERTA:
            raise ErroDeNegocio(f"A cobrança “{cobranca}” não está em aberto.")
        if cobranca.fatura_id is not None:
            raise ErroDeNegocio(f"A cobrança “{cobranca}” já está na fatura {cobranca.fatura_id}.")
