"""Discounts that wait for the receipt (F05, F07).

Manual: *Como adicionar o desconto promocional em boletos avulsos* and *Como receber uma cobrança/fatura com desconto*.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from financeiro.acoes.montar_fatura import limite_promocional
from financeiro.models import Cobranca, DescontoCobranca, Fatura
from financeiro.regras.desconto import promocional_ate, texto_promocional
from hubsoft.core import historico
from hubsoft.core.dinheiro import ZERO, formatar, ratear
from hubsoft.core.erros import ErroDeNegocio

Tipo = DescontoCobranca.Tipo
ABERTAS = (Cobranca.Status.ABERTA, Cobranca.Status.PARCIAL)


@transaction.atomic
def dar_desconto(cobranca: Cobranca, valor: Decimal, *, motivo: str, usuario: Any) -> DescontoCobranca:
    """Give a discount in reais to who pays the rest of a charge at the counter; the bank's boleto keeps its value.

    Raises ``ErroDeNegocio`` without a reason, when the charge is closed or has one already, or when nothing would be
    left to pay.
    """
    if not motivo.strip():
        raise ErroDeNegocio("Informe o motivo do desconto.", "motivo")
    travada = _travar(cobranca)
    desconto = _gravar(travada, Tipo.RECEBIMENTO, valor, 0, motivo.strip()[:200], usuario)
    frase = f"Desconto de {formatar(valor)} no recebimento de “{travada}”. Motivo: {motivo.strip()}"
    historico.escrever(travada, historico.Area.FINANCEIRO, frase, usuario=usuario)
    return desconto


@transaction.atomic
def dar_desconto_na_fatura(fatura: Fatura, valor: Decimal, *, motivo: str, usuario: Any) -> Fatura:
    """Give a discount to who pays a fatura at the counter, split over its open charges; the parts sum to ``valor``."""
    abertas = [c for c in fatura.cobrancas.order_by("pk") if c.status in ABERTAS]
    if not abertas:
        raise ErroDeNegocio("Esta fatura não tem nada em aberto.", "valor")
    for cobranca, parte in zip(abertas, ratear(valor, [c.saldo for c in abertas]), strict=True):
        if parte > ZERO:
            dar_desconto(cobranca, parte, motivo=motivo, usuario=usuario)
    return fatura


@transaction.atomic
def dar_desconto_promocional(cobranca: Cobranca, valor: Decimal, *, dias: int, usuario: Any) -> DescontoCobranca:
    """Promise a discount in reais to who pays until ``dias`` calendar days before the due date; the boleto says so.

    Raises ``ErroDeNegocio`` when the bank knows the title already without it: it would charge the whole value.
    """
    travada = _travar(cobranca)
    if travada.status != Cobranca.Status.ABERTA:
        raise ErroDeNegocio("O desconto promocional é de quem ainda não pagou nada desta cobrança.")
    fatura = _fatura_por_enviar(travada)
    if fatura is not None and fatura.desconto_valor + valor >= fatura.valor:
        raise ErroDeNegocio(f"Com o desconto da forma de cobrança não sobraria nada da fatura {fatura.pk}.", "valor")
    desconto = _gravar(travada, Tipo.PROMOCIONAL, valor, dias, "", usuario)
    _mudar_titulo(fatura, valor)
    texto = texto_promocional(valor, promocional_ate(travada.vencimento, dias))
    historico.escrever(travada, historico.Area.FINANCEIRO, f"{texto} em “{travada}”.", usuario=usuario)
    return desconto


@transaction.atomic
def remover_desconto(desconto: DescontoCobranca, *, usuario: Any) -> Cobranca:
    """Take back a discount that was not used yet; returns its charge."""
    travada = _travar(desconto.cobranca)
    atual = DescontoCobranca.objects.filter(pk=desconto.pk).first()
    if atual is None:
        return travada
    fatura = _fatura_por_enviar(travada) if atual.tipo == Tipo.PROMOCIONAL else None
    historico.escrever(travada, historico.Area.FINANCEIRO, f"Retirado o {atual} de “{travada}”.", usuario=usuario)
    atual.delete()
    _mudar_titulo(fatura, -atual.valor)
    return travada


def _travar(cobranca: Cobranca) -> Cobranca:
    travada = Cobranca.objects.select_for_update(of=("self",)).select_related("fatura").get(pk=cobranca.pk)
    if travada.status not in ABERTAS:
        raise ErroDeNegocio(f"A cobrança “{travada}” não está em aberto: já foi recebida ou cancelada.")
    return travada


def _fatura_por_enviar(cobranca: Cobranca) -> Fatura | None:
    """Return the locked fatura of a charge, while its title may still change."""
    if cobranca.fatura_id is None:
        return None
    fatura = Fatura.objects.select_for_update().get(pk=cobranca.fatura_id)
    if fatura.registro not in (Fatura.Registro.PENDENTE, Fatura.Registro.REJEITADA):
        raise ErroDeNegocio(
            f"O banco já tem o boleto da fatura {fatura.pk} como está e cobraria outro valor. "
            "Cancele a fatura, mude o desconto e gere outra com a mesma cobrança."
        )
    return fatura


def _mudar_titulo(fatura: Fatura | None, valor: Decimal) -> None:
    """Add to the discount of a title that the bank does not know yet, and find its last day anew."""
    if fatura is None:
        return
    fatura.desconto_valor += valor
    fatura.desconto_ate = limite_promocional(list(fatura.cobrancas.all()), fatura.vencimento)
    fatura.save(update_fields=["desconto_valor", "desconto_ate"])


def _gravar(cobranca: Cobranca, tipo: str, valor: Decimal, dias: int, motivo: str, usuario: Any) -> DescontoCobranca:
    if valor <= ZERO:
        raise ErroDeNegocio("O desconto deve ser maior que zero.", "valor")
    existentes = list(cobranca.descontos.all())
    if any(d.tipo == tipo for d in existentes):
        raise ErroDeNegocio("Esta cobrança já tem este desconto. Retire-o antes de dar outro.", "valor")
    if sum((d.valor for d in existentes), valor) >= cobranca.saldo:
        raise ErroDeNegocio(
            f"O desconto deve ser menor que o que falta pagar ({formatar(cobranca.saldo)}). "
            "Para não cobrar nada, cancele a cobrança.",
            "valor",
        )
    return DescontoCobranca.objects.create(
        cobranca=cobranca, tipo=tipo, valor=valor, dias=dias, motivo=motivo, usuario=usuario
    )
