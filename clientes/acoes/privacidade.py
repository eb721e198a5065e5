"""What the owner of the data asks for, agrees to and takes back (LGPD, C24)."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from clientes.acoes.editar_cliente import exigir_titular
from clientes.models import Cliente, Consentimento, PedidoTitular
from hubsoft.core import historico
from hubsoft.core.datas import agora, hoje
from hubsoft.core.erros import ErroDeNegocio

DIAS_PARA_RESPONDER = 15
"""Lei 13.709/2018, art. 19, II: the full declaration is given within 15 days of the request."""
PEDIDO_DO_TITULAR = "A pedido do titular"
MAIS_ANTIGO = dt.timedelta(days=366)
AREA = historico.Area.CADASTRAL


class NovoPedido(NamedTuple):
    """A request as it came in."""

    tipo: str
    recebido_em: dt.date
    canal: str = ""
    descricao: str = ""


@transaction.atomic
def registrar_pedido(cliente: Cliente, novo: NovoPedido, usuario: Any) -> PedidoTitular:
    """Write a request down and give it a protocolo; raises ``ErroDeNegocio`` for a day to come, or long ago."""
    exigir_titular(cliente.pk)
    if not hoje() - MAIS_ANTIGO <= novo.recebido_em <= hoje():
        raise ErroDeNegocio("O dia do pedido não pode ser depois de hoje, nem há mais de um ano.", "recebido_em")
    pedido = PedidoTitular.objects.create(
        cliente=cliente,
        prazo=novo.recebido_em + dt.timedelta(days=DIAS_PARA_RESPONDER),
        usuario=usuario,
        **novo._asdict(),
    )
    pedido.refresh_from_db(fields=["protocolo"])
    frase = f"Pedido do titular registrado, {pedido.get_tipo_display().lower()}: protocolo {pedido.protocolo}."
    historico.escrever(pedido, AREA, frase, usuario=usuario)
    return pedido


@transaction.atomic
def responder_pedido(pedido: PedidoTitular, situacao: str, resposta: str, usuario: Any) -> PedidoTitular:
    """Close a request as met or refused, with what was answered; raises ``ErroDeNegocio`` when it was closed before."""
    if situacao not in (PedidoTitular.Situacao.ATENDIDO, PedidoTitular.Situacao.RECUSADO):
        raise ErroDeNegocio("Escolha se o pedido foi atendido ou recusado.", "situacao")
    if not resposta.strip():
        raise ErroDeNegocio("Escreva o que foi respondido ao titular.", "resposta")
    atual = PedidoTitular.objects.select_for_update(of=("self",)).get(pk=pedido.pk)
    if atual.situacao != PedidoTitular.Situacao.ABERTO:
        raise ErroDeNegocio(f"O pedido já foi {atual.get_situacao_display().lower()}. Recarregue a página.")
    atual.situacao, atual.resposta, atual.respondido_em = situacao, resposta.strip()[:500], agora()
    atual.save(update_fields=["situacao", "resposta", "respondido_em"])
    frase = f"Pedido do titular {atual.protocolo} {atual.get_situacao_display().lower()}."
    historico.escrever(atual, AREA, frase, usuario=usuario)
    return atual


@transaction.atomic
def consentir(cliente: Cliente, finalidade: str, canal: str, observacao: str, usuario: Any) -> Consentimento:
    """Write down that the client agreed; raises ``ErroDeNegocio`` when that is in force already, or for nobody."""
    exigir_titular(cliente.pk)
    try:
        with transaction.atomic():
            feito = Consentimento.objects.create(
                cliente=cliente,
                finalidade=finalidade,
                canal=canal,
                observacao=observacao,
                concedido_em=agora(),
                usuario=usuario,
            )
    except IntegrityError as erro:
        raise ErroDeNegocio("Este consentimento já está em vigor.", "finalidade") from erro
    historico.escrever(feito, AREA, f"Consentimento dado: {feito}, por {canal}.", usuario=usuario)
    return feito


@transaction.atomic
def revogar_consentimento(consentimento: Consentimento, usuario: Any) -> Consentimento:
    """Take it back from now on; raises ``ErroDeNegocio`` when it was taken back before."""
    atual = Consentimento.objects.select_for_update(of=("self",)).get(pk=consentimento.pk)
    if atual.revogado_em is not None:
        raise ErroDeNegocio("Este consentimento já foi revogado. Recarregue a página.")
    atual.revogado_em, atual.motivo_fim = agora(), PEDIDO_DO_TITULAR
    atual.save(update_fields=["revogado_em", "motivo_fim"])
    historico.escrever(atual, AREA, f"Consentimento revogado: {atual}.", usuario=usuario)
    return atual
