"""The installation order as a step of the sale (C01)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from atendimento.acoes import abrir_ordem
from atendimento.models import OrdemServico
from clientes.models import ServicoCliente
from hubsoft.core.telas.formatos import data_hora


def salvar(servico: ServicoCliente, dados: Mapping[str, Any], usuario: Any) -> None:
    """Open the order inside the sale's transaction, when one was asked for."""
    if dados.get("abrir"):
        abrir_ordem(servico, dados, usuario)


def resumo(dados: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the lines of the review."""
    if not dados.get("abrir"):
        return [("Ordem de serviço", "Não abrir")]
    linhas = [
        ("Tipo", str(dados["tipo"])),
        ("Status", str(OrdemServico.Status(dados["status"]).label)),
        ("Técnico", str(dados["tecnico"] or "A definir")),
    ]
    if dados["inicio"]:
        linhas.append(("Início previsto", data_hora(dados["inicio"])))
    if dados["descricao"]:
        linhas.append(("Descrição", dados["descricao"]))
    return linhas
