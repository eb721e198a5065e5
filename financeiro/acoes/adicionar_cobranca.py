"""A single charge added by hand (F02) or cancelled."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from clientes.models import Cliente, ServicoCliente
from financeiro.models import Cobranca
from hubsoft.core import historico
from hubsoft.core.dinheiro import ZERO, formatar
from hubsoft.core.erros import ErroDeNegocio


class NovaCobranca(NamedTuple):
    """What is charged: description, reais, due date."""

    descricao: str
    valor: Decimal
    vencimento: dt.date
    tipo: str = Cobranca.Tipo.OUTRA
    servico: ServicoCliente | None = None


@transaction.atomic
def adicionar_cobranca(cliente: Cliente, nova: NovaCobranca, usuario: Any) -> Cobranca:
    """Charge a client; raises ``ErroDeNegocio`` for a value that is not positive or a service of someone else."""
    if nova.valor <= ZERO:
        raise ErroDeNegocio("O valor deve ser maior que zero.", "valor")
    if nova.servico is not None and nova.servico.cliente_id != cliente.pk:
        raise ErroDeNegocio("Este serviço é de outro cliente.", "servico")
    cobranca = Cobranca.objects.create(
        cliente=cliente,
        servico=nova.servico,
        tipo=nova.tipo,
        descricao=nova.descricao[:200],
        vencimento=nova.vencimento,
        valor=nova.valor,
    )
    frase = f"Cobrança “{cobranca}” de {formatar(nova.valor)} adicionada, vencimento {nova.vencimento:%d/%m/%Y}."
    historico.escrever(cobranca, historico.Area.FINANCEIRO, frase, usuario=usuario)
    return cobranca


@transaction.atomic
def cancelar_cobranca(cobranca: Cobranca, *, motivo: str, usuario: Any) -> Cobranca:
    """Cancel an open charge that is in no fatura; raises ``ErroDeNegocio`` saying what to do first."""
    if not motivo.strip():
        raise ErroDeNegocio("Informe o motivo do cancelamento.", "motivo")
    cobranca = Cobranca.objects.select_for_update().get(pk=cobranca.pk)
    if cobranca.fatura_id is not None:
        raise ErroDeNegocio(f"Esta cobrança está na fatura {cobranca.fatura_id}. Cancele a fatura antes.")
    if cobranca.status != Cobranca.Status.ABERTA:
        raise ErroDeNegocio("Só se cancela cobrança em aberto. Estorne os recibos dela antes.")
    cobranca.status = Cobranca.Status.CANCELADA
    cobranca.save(update_fields=["status"])
    frase = f"Cobrança “{cobranca}” de {formatar(cobranca.valor)} cancelada. Motivo: {motivo.strip()}"
    historico.escrever(cobranca, historico.Area.FINANCEIRO, frase, usuario=usuario)
    return cobranca
