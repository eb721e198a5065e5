"""Kinds of service order."""

from __future__ import annotations

from typing import Any

from atendimento.models import TipoOrdemServico
from clientes.acoes import excluir_apoio, salvar_apoio


def salvar_tipo(tipo: TipoOrdemServico, nome: str, usuario: Any = None) -> TipoOrdemServico:
    """Create or rename a kind; raises ``ErroDeNegocio`` for a name that exists."""
    salvo: TipoOrdemServico = salvar_apoio(tipo, {"nome": nome}, usuario)
    return salvo


def excluir_tipo(tipo: TipoOrdemServico, usuario: Any = None) -> None:
    """Delete a kind that no order has; raises ``ErroDeNegocio`` otherwise."""
    excluir_apoio(tipo, usuario)
