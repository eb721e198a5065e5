"""Lent equipment that comes back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from estoque.acoes.travar import contar, travar_equipamentos, travar_servico
from estoque.models import Equipamento, EquipamentoEmServico
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio

ESTADO_POR_CONDICAO = {
    EquipamentoEmServico.Condicao.OK: Equipamento.Estado.ESTOQUE,
    EquipamentoEmServico.Condicao.DEFEITO: Equipamento.Estado.DEFEITO,
}


@transaction.atomic
def devolver(
    emprestimo: EquipamentoEmServico, condicao: str, data: dt.date, usuario: Any, observacao: str = ""
) -> EquipamentoEmServico:
    """Take equipment back; in good state it is in stock again, else it waits for repair.

    Raises ``ErroDeNegocio`` when it came back already, or for a day outside the loan. ``KeyError`` for a condition
    that is none.
    """
    estado = ESTADO_POR_CONDICAO[EquipamentoEmServico.Condicao(condicao)]
    servico = travar_servico(emprestimo.servico)
    (equipamento,) = travar_equipamentos([emprestimo.equipamento_id])
    atual = EquipamentoEmServico.objects.select_for_update().get(pk=emprestimo.pk)
    if atual.devolvido_em is not None:
        raise ErroDeNegocio("Este equipamento já foi devolvido. Recarregue a página.")
    if not atual.emprestado_em <= data <= hoje():
        raise ErroDeNegocio(f"Informe uma data entre {atual.emprestado_em:%d/%m/%Y}, do empréstimo, e hoje.", "data")
    atual.devolvido_em, atual.condicao = data, condicao
    if observacao:
        atual.observacao = observacao
    atual.save(update_fields=["devolvido_em", "condicao", "observacao"])
    equipamento.estado = estado
    equipamento.save(update_fields=["estado"])
    nota = f" {observacao}" if observacao else ""
    como = atual.get_condicao_display().lower()
    contar(equipamento, f"{equipamento} devolvido do serviço {servico}, {como}.{nota}", usuario, servico)
    return atual
