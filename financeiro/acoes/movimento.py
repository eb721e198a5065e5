"""A movement of a caixa corrected, or checked against the bank's statement (F23; manual: *Editar*, *Conciliar*)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from financeiro.consultas.caixa import pode_no_caixa
from financeiro.models import MovimentoCaixa
from hubsoft.core import historico
from hubsoft.core.datas import agora, hoje
from hubsoft.core.erros import ErroDeNegocio


@transaction.atomic
def editar_movimento(movimento: MovimentoCaixa, descricao: str, data: dt.date, usuario: Any) -> MovimentoCaixa:
    """Correct what a movement says; its amount and caixa never change.

    The day of what belongs to a receipt, a transfer or a reversal stays too: it is theirs. Raises ``ErroDeNegocio``
    without the right, for a movement already checked, an empty text, a date to come or one that may not change.
    """
    movimento = _travar(movimento, "editar", usuario)
    if movimento.conciliado_em is not None:
        raise ErroDeNegocio("Este movimento está conciliado. Desfaça a conciliação antes de editar.")
    if not descricao.strip():
        raise ErroDeNegocio("Informe a descrição.", "descricao")
    if data != movimento.data and tem_documento(movimento):
        raise ErroDeNegocio("A data é a do recibo ou da transferência. Estorne e lance de novo.", "data")
    if data > hoje():
        raise ErroDeNegocio("A data não pode ser depois de hoje.", "data")
    mudancas = []
    if descricao.strip() != movimento.descricao:
        mudancas.append(f"descrição de “{movimento.descricao}” para “{descricao.strip()}”")
    if data != movimento.data:
        mudancas.append(f"data de {movimento.data:%d/%m/%Y} para {data:%d/%m/%Y}")
    if mudancas:
        movimento.descricao, movimento.data = descricao.strip(), data
        movimento.save(update_fields=["descricao", "data"])
        _contar(movimento, f"alterado: {'; '.join(mudancas)}.", usuario)
    return movimento


def tem_documento(movimento: MovimentoCaixa) -> bool:
    """Whether its day is that of a receipt, a transfer or the movement that it reverses."""
    return bool(movimento.recibo_id or movimento.transferencia_id or movimento.estorna_id)


@transaction.atomic
def conciliar(movimento: MovimentoCaixa, usuario: Any) -> MovimentoCaixa:
    """Mark a movement as found in the bank's statement; raises ``ErroDeNegocio`` when it is, or without the right."""
    movimento = _travar(movimento, "conciliar", usuario)
    if movimento.conciliado_em is not None:
        raise ErroDeNegocio("Este movimento já está conciliado.")
    return _marcar(movimento, agora(), usuario, "conciliado com o extrato.")


@transaction.atomic
def desfazer_conciliacao(movimento: MovimentoCaixa, usuario: Any) -> MovimentoCaixa:
    """Take the mark away again; raises ``ErroDeNegocio`` when there is none, or without the right."""
    movimento = _travar(movimento, "conciliar", usuario)
    if movimento.conciliado_em is None:
        raise ErroDeNegocio("Este movimento não está conciliado.")
    return _marcar(movimento, None, usuario, "com a conciliação desfeita.")


def _travar(movimento: MovimentoCaixa, direito: str, usuario: Any) -> MovimentoCaixa:
    """Lock the movement; raises ``ErroDeNegocio`` where the person does not hold the right."""
    travado = MovimentoCaixa.objects.select_for_update(of=("self",)).select_related("caixa").get(pk=movimento.pk)
    if not pode_no_caixa(travado.caixa, usuario, direito):
        raise ErroDeNegocio(f"Você não pode {direito} no caixa {travado.caixa}. Peça o direito ao administrador.")
    return travado


def _marcar(movimento: MovimentoCaixa, em: dt.datetime | None, usuario: Any, fim: str) -> MovimentoCaixa:
    movimento.conciliado_em, movimento.conciliado_por = em, usuario if em else None
    movimento.save(update_fields=["conciliado_em", "conciliado_por"])
    _contar(movimento, fim, usuario)
    return movimento


def _contar(movimento: MovimentoCaixa, fim: str, usuario: Any) -> None:
    frase = f"Movimento {movimento.pk} “{movimento.descricao}” {fim}"
    historico.escrever(movimento.caixa, historico.Area.FINANCEIRO, frase, usuario=usuario)
