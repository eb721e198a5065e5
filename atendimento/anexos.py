"""Whose a file attached to an order is (``AlvoAnexo``, C23)."""

from __future__ import annotations

from atendimento.models import OrdemServico
from hubsoft.core.registro import DonoAnexo


def da_ordem(ordem: OrdemServico) -> DonoAnexo:
    """That of the client of the order's service."""
    return DonoAnexo(ordem.servico.cliente_id, ordem.servico_id)
