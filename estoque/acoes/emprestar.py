"""Equipment lent to a service (manual: *Como "amarrar" um equipamento em um serviço do cliente*, Comodato)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction

from clientes.estados import Status
from clientes.models import ServicoCliente
from estoque.acoes.travar import contar, travar_equipamentos, travar_servico
from estoque.models import Equipamento, EquipamentoEmServico
from hubsoft.core.datas import hoje
from hubsoft.core.erros import ErroDeNegocio


class Emprestimo(NamedTuple):
    """What is lent, since which day, who answers for the movement (a user)."""

    equipamentos: Sequence[Equipamento]
    data: dt.date
    responsavel: Any
    observacao: str = ""


@transaction.atomic
def emprestar(servico: ServicoCliente, pedido: Emprestimo, usuario: Any) -> list[EquipamentoEmServico]:
    """Lend equipment of the stock to a service, all or none.

    Raises ``ErroDeNegocio`` for a cancelled service, a day to come, or equipment that is not in stock (any more).
    """
    atual = travar_servico(servico)
    if atual.status == Status.CANCELADO:
        raise ErroDeNegocio("O serviço está cancelado: não há como emprestar equipamento para ele.")
    if pedido.data > hoje():
        raise ErroDeNegocio("A data do empréstimo não pode ser depois de hoje.", "data")
    travados = travar_equipamentos(e.pk for e in pedido.equipamentos)
    if not travados or len(travados) != len(pedido.equipamentos):
        raise ErroDeNegocio("Escolha ao menos um equipamento do estoque.", "equipamentos")
    emprestimos = []
    for equipamento in travados:
        if equipamento.estado != Equipamento.Estado.ESTOQUE:
            raise ErroDeNegocio(
                f"{equipamento} não está mais no estoque: {equipamento.get_estado_display().lower()}. Escolha outro.",
                "equipamentos",
            )
        equipamento.estado = Equipamento.Estado.EM_SERVICO
        equipamento.save(update_fields=["estado"])
        emprestimos.append(
            EquipamentoEmServico.objects.create(
                equipamento=equipamento,
                servico=atual,
                emprestado_em=pedido.data,
                responsavel=pedido.responsavel,
                observacao=pedido.observacao,
            )
        )
        nota = f" {pedido.observacao}" if pedido.observacao else ""
        contar(equipamento, f"{equipamento} emprestado em comodato ao serviço {atual}.{nota}", usuario, atual)
    return emprestimos
