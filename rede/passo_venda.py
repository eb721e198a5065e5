"""The step *Acesso* of the sale wizard."""

from __future__ import annotations

from typing import Any

from clientes.models import ServicoCliente
from rede.acoes import criar_acesso


def salvar(servico: ServicoCliente, dados: dict[str, Any], usuario: Any) -> None:
    """Create the login inside the sale's transaction; raises ``ErroDeNegocio`` for a login taken meanwhile."""
    criar_acesso(servico, dados, dados.get("senha", ""), usuario)


def resumo(dados: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the lines of the review, without the password."""
    linhas = [
        ("Login PPPoE", dados["login"]),
        ("Senha PPPoE", "Informada" if dados.get("senha") else "Gerada ao concluir"),
        ("MAC", dados.get("mac") or ""),
        ("IP fixo", dados.get("ipv4") or ""),
        ("Equipamento", str(dados.get("equipamento") or "")),
    ]
    return [(rotulo, valor) for rotulo, valor in linhas if valor]
