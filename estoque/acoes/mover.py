"""Lent equipment that goes with its service to another one (C17, C18)."""

from __future__ import annotations

from typing import Any

from clientes.models import ServicoCliente
from estoque.acoes.travar import travar_equipamentos
from estoque.models import EquipamentoEmServico
from hubsoft.core.datas import hoje


def mover_com_o_servico(de: ServicoCliente, para: ServicoCliente, usuario: Any) -> list[str]:
    """Move what ``de`` has on loan to ``para``, in the caller's transaction (``VaiComServico``).

    The loan to the old service ends and another one begins, so both keep what they had; returns a sentence for the
    history of both, none when nothing was lent.
    """
    emprestimos = EquipamentoEmServico.objects.abertos().filter(servico=de)
    travados = travar_equipamentos(emprestimos.values_list("equipamento", flat=True))
    dia = hoje()
    for aberto in EquipamentoEmServico.objects.abertos().filter(servico=de).select_for_update().order_by("pk"):
        aberto.devolvido_em = max(dia, aberto.emprestado_em)
        aberto.condicao = EquipamentoEmServico.Condicao.MIGRADO
        aberto.save(update_fields=["devolvido_em", "condicao"])
        EquipamentoEmServico.objects.create(
            equipamento_id=aberto.equipamento_id,
            servico=para,
            emprestado_em=aberto.devolvido_em,
            responsavel=usuario,
            observacao=aberto.observacao,
        )
    if not travados:
        return []
    return [f"Equipamentos: {', '.join(map(str, travados))} passaram do serviço {de.pk} ao serviço {para.pk}."]
