"""The composition of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hubsoft.core.dinheiro import ZERO


def diferenca_da_composicao(valor: Decimal, partes: Sequence[Decimal]) -> Decimal:
    """Return how much of the plan's value (reais) its parts leave out: negative when they exceed it.

    A plan without parts is a single one (no difference).
    """
    return valor - sum(partes, ZERO) if partes else ZERO


def diferenca_do_plano(valor_servico: Decimal, valor_plano: Decimal) -> Decimal:
    """Return the acréscimo (positive) or desconto (negative) of a service against its plan, in reais (C13)."""
    return valor_servico - valor_plano
