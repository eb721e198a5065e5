"""Money from a caixa to another, and back (F23; manual: *Transferir* of a user's caixas)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from financeiro.consultas.caixa import pode_no_caixa, saldo_de
from financeiro.models import Caixa, MovimentoCaixa, TransferenciaCaixa
from hubsoft.core import historico
from hubsoft.core.datas import agora, hoje
from hubsoft.core.dinheiro import formatar
from hubsoft.core.erros import ErroDeNegocio


class Transferencia(NamedTuple):
    """What to move, in reais; ``chave`` makes a repeated order one transfer."""

    origem: Caixa
    destino: Caixa
    data: dt.date
    valor: Decimal
    chave: str
    observacao: str = ""


@transaction.atomic
def transferir(pedido: Transferencia, usuario: Any) -> TransferenciaCaixa:
    """Write what leaves one caixa and enters the other; return the transfer, the same for the same ``chave``.

    Raises ``ErroDeNegocio`` beside the field: the same caixa twice, one inactive or without the right, a date to come,
    or more than is in it. Both caixas are locked in the order of their ids, so two people cannot take the same money.
    """
    caixas = _travar(pedido.origem.pk, pedido.destino.pk)
    feita = TransferenciaCaixa.objects.filter(chave=pedido.chave).first()
    if feita is not None:
        return feita
    origem, destino = caixas[pedido.origem.pk], caixas[pedido.destino.pk]
    _conferir(pedido, origem, destino, usuario)
    transferencia = TransferenciaCaixa.objects.create(
        origem=origem, destino=destino, data=pedido.data, valor=pedido.valor, observacao=pedido.observacao,
        chave=pedido.chave, usuario=usuario,
    )  # fmt: skip
    porque = f": {pedido.observacao}" if pedido.observacao else ""
    comum = {"data": pedido.data, "usuario": usuario, "transferencia": transferencia}
    MovimentoCaixa.objects.create(
        caixa=origem, valor=-pedido.valor, descricao=f"Transferência para {destino}{porque}"[:200], **comum
    )
    MovimentoCaixa.objects.create(
        caixa=destino, valor=pedido.valor, descricao=f"Transferência de {origem}{porque}"[:200], **comum
    )
    _contar(caixas, f"Transferência de {formatar(pedido.valor)} de {origem} para {destino}.", usuario)
    return transferencia


@transaction.atomic
def estornar_transferencia(transferencia: TransferenciaCaixa, *, motivo: str, usuario: Any) -> TransferenciaCaixa:
    """Undo a transfer by two reversing movements of today; nothing vanishes.

    Raises ``ErroDeNegocio`` without a reason, when it is undone already, was checked against a statement, or the
    person may not transfer in both caixas.
    """
    if not motivo.strip():
        raise ErroDeNegocio("Informe o motivo do estorno.", "motivo")
    caixas = _travar(transferencia.origem_id, transferencia.destino_id)
    transferencia = TransferenciaCaixa.objects.select_for_update(of=("self",)).get(pk=transferencia.pk)
    if transferencia.estornada_em is not None:
        raise ErroDeNegocio("Esta transferência já foi estornada.")
    for caixa in caixas.values():
        _conferir_direito(caixa, usuario, "")
    movimentos = list(transferencia.movimentos.select_for_update().filter(estorna=None).order_by("pk"))
    if any(movimento.conciliado_em for movimento in movimentos):
        raise ErroDeNegocio("Um dos movimentos está conciliado. Desfaça a conciliação antes de estornar.")
    for movimento in movimentos:
        MovimentoCaixa.objects.create(
            caixa_id=movimento.caixa_id, data=hoje(), valor=-movimento.valor, usuario=usuario,
            descricao=f"Estorno: {movimento.descricao}"[:200], estorna=movimento, transferencia=transferencia,
        )  # fmt: skip
    transferencia.estornada_em = agora()
    transferencia.save(update_fields=["estornada_em"])
    _contar(caixas, f"{transferencia} de {formatar(transferencia.valor)} estornada. Motivo: {motivo[:200]}", usuario)
    return transferencia


def _travar(*ids: int) -> dict[int, Caixa]:
    travados = Caixa.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    return {caixa.pk: caixa for caixa in travados}


def _conferir(pedido: Transferencia, origem: Caixa, destino: Caixa, usuario: Any) -> None:
    if origem == destino:
        raise ErroDeNegocio("Escolha outro caixa: o dinheiro já está neste.", "destino")
    for campo, caixa in (("origem", origem), ("destino", destino)):
        if not caixa.ativo:
            raise ErroDeNegocio(f"O caixa {caixa} está inativo. Escolha outro.", campo)
        _conferir_direito(caixa, usuario, campo)
    if pedido.data > hoje():
        raise ErroDeNegocio("A data da transferência não pode ser depois de hoje.", "data")
    if pedido.valor <= 0:
        raise ErroDeNegocio("Informe um valor maior que zero.", "valor")
    saldo = saldo_de(origem)
    if pedido.valor > saldo:
        raise ErroDeNegocio(f"O caixa {origem} tem {formatar(saldo)}. Transfira até esse valor.", "valor")


def _conferir_direito(caixa: Caixa, usuario: Any, campo: str) -> None:
    if not pode_no_caixa(caixa, usuario, "transferir"):
        raise ErroDeNegocio(f"Você não pode transferir no caixa {caixa}. Peça o direito ao administrador.", campo)


def _contar(caixas: dict[int, Caixa], frase: str, usuario: Any) -> None:
    for caixa in caixas.values():
        historico.escrever(caixa, historico.Area.FINANCEIRO, frase, usuario=usuario)
