"""Handlers of events: what a change in clientes means to billing. All idempotent."""

from __future__ import annotations

from typing import Any

from clientes.estados import Status
from financeiro.acoes.reduzir_velocidade import publicar_reducao


def status_alterado(dados: dict[str, Any], evento: Any) -> None:
    """Tell the network how much speed the forma de cobrança leaves to a service suspended partially, by whomever."""
    if dados["para"] == Status.SUSPENSO_PARCIAL:
        publicar_reducao(servico__in=[dados["servico_id"]])
