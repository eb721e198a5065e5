"""A fatura cancelled (F03): its charges are free again, the bank is told to drop the title."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from financeiro.acoes.pedir_baixa import pedir_baixa
from financeiro.models import Cobranca, Fatura
from hubsoft.core import historico
from hubsoft.core.dinheiro import formatar
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.eventos import publicar


@transaction.atomic
def cancelar_fatura(fatura: Fatura, *, motivo: str, usuario: Any) -> Fatura:
    """Cancel a fatura of which nothing was received.

    Charges are locked before the fatura, in the order of the receipt, so that cancelling and receiving at the same
    time end as one or the other. Raises ``ErroDeNegocio`` when something was received, or without a reason.
    """
    if not motivo.strip():
        raise ErroDeNegocio("Informe o motivo do cancelamento.", "motivo")
    cobrancas = list(Cobranca.objects.select_for_update().filter(fatura=fatura).order_by("vencimento", "pk"))
    fatura = Fatura.objects.select_for_update().get(pk=fatura.pk)
    if fatura.status == Fatura.Status.CANCELADA:
        raise ErroDeNegocio("Esta fatura já foi cancelada.")
    if fatura.status != Fatura.Status.ABERTA or any(c.status != Cobranca.Status.ABERTA for c in cobrancas):
        raise ErroDeNegocio("Esta fatura já teve recebimento. Estorne os recibos dela antes de cancelar.")
    Cobranca.objects.filter(pk__in=[c.pk for c in cobrancas]).update(fatura=None)
    fatura.status = Fatura.Status.CANCELADA
    fatura.save(update_fields=["status"])
    pedir_baixa([fatura.pk])
    frase = f"Fatura {fatura.pk} de {formatar(fatura.valor)} cancelada. Motivo: {motivo.strip()}"
    historico.escrever(fatura, historico.Area.FINANCEIRO, frase, usuario=usuario)
    publicar("fatura.cancelada", {"fatura_id": fatura.pk, "cliente_id": fatura.cliente_id})
    fatura.refresh_from_db()
    return fatura
