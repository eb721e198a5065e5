"""Products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientes.acoes import excluir_apoio, salvar_apoio
from estoque.models import Produto


def salvar_produto(produto: Produto, dados: Mapping[str, Any], usuario: Any = None) -> Produto:
    """Create or change a product; raises ``ErroDeNegocio`` for a name that exists."""
    salvo: Produto = salvar_apoio(produto, dados, usuario)
    return salvo


def excluir_produto(produto: Produto, usuario: Any = None) -> None:
    """Delete a product of which there is no equipment; raises ``ErroDeNegocio`` otherwise."""
    excluir_apoio(produto, usuario)
