"""What a change of many services does to one of them (C21; manual: *Como realizar uma alteração massiva de planos*)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple


class Avaliacao(NamedTuple):
    """What one service has now, what it would have, and why it is left out ("" when it changes); texts for people."""

    antes: str
    depois: str
    impede: str = ""


class Autoria(NamedTuple):
    """Who asked for a change and what is written as its origin."""

    usuario: Any
    origem: str


def novo_valor(do_servico: Decimal, do_plano: Decimal, *, substitui: bool) -> Decimal:
    """Return the monthly price (reais) after the change of plan: the new plan's, or the one the service has."""
    return do_plano if substitui else do_servico
