"""One service from one state to another, as ``clientes.estados`` allows."""

from __future__ import annotations

from typing import Any

from clientes.acoes.mudar_status_em_lote import Mudanca, mudar_status_em_lote
from clientes.estados import Status, transicao
from clientes.models import ServicoCliente
from hubsoft.core.erros import TransicaoInvalida

ACAO_DE_SUSPENSAO = {
    Status.SUSPENSO_DEBITO: "suspender_debito",
    Status.SUSPENSO_PARCIAL: "suspender_parcial",
    Status.SUSPENSO_PEDIDO: "suspender_pedido",
}


def mudar_status(
    servico: ServicoCliente, acao: str, *, motivo: str, usuario: Any = None, origem: str = ""
) -> ServicoCliente:
    """Apply an action of the state table, named by its ``acao``, to one service.

    Raises ``TransicaoInvalida`` when the reason is missing or the state does not allow it, ``KeyError`` for an
    unknown action.
    """
    linha = transicao(acao)
    if linha.pede_motivo and not motivo.strip():
        raise TransicaoInvalida("Informe o motivo.", "motivo")
    feitos = mudar_status_em_lote([Mudanca(servico.pk, motivo)], acao, origem=origem, usuario=usuario)
    servico.refresh_from_db()
    if not feitos:
        raise TransicaoInvalida(
            f"Não é possível {linha.rotulo.lower()} um serviço {servico.get_status_display().lower()}. "
            "Recarregue a página para ver o estado atual."
        )
    return servico


def habilitar(servico: ServicoCliente, *, motivo: str = "", usuario: Any = None, origem: str = "") -> ServicoCliente:
    """Enable a service; raises ``TransicaoInvalida`` when its state does not allow it."""
    return mudar_status(servico, "habilitar", motivo=motivo, usuario=usuario, origem=origem)


def suspender(
    servico: ServicoCliente, para: Status, *, motivo: str, usuario: Any = None, origem: str = ""
) -> ServicoCliente:
    """Suspend a service (por débito, parcialmente or a pedido); raises ``TransicaoInvalida``."""
    return mudar_status(servico, ACAO_DE_SUSPENSAO[para], motivo=motivo, usuario=usuario, origem=origem)


def cancelar(servico: ServicoCliente, *, motivo: str, usuario: Any = None, origem: str = "") -> ServicoCliente:
    """Cancel a service for good; raises ``TransicaoInvalida``."""
    return mudar_status(servico, "cancelar", motivo=motivo, usuario=usuario, origem=origem)
