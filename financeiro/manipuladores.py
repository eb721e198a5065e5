"""Handlers of events of Financeiro. All idempotent."""

from __future__ import annotations

from typing import Any

from financeiro.acoes.reduzir_velocidade import publicar_reducao


def reducao_da_forma(dados: dict[str, Any], evento: Any) -> None:
    """Tell the network of every service suspended partially whose forma de cobrança leaves another speed now.

    After the commit of the change: a suspension that had not committed when the forma was saved either is seen here
    or reads the forma as it is now.
    """
    publicar_reducao(forma=dados["forma_id"])
