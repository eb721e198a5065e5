"""Sentences for people."""

from __future__ import annotations


def contar(quantos: int, um: str, varios: str) -> str:
    """Return a number with its noun: ``1 fatura``, ``1.760 faturas``, ``0 faturas``."""
    return f"{quantos:,} ".replace(",", ".") + (um if quantos == 1 else varios)
