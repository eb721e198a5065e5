"""Money: Decimal reais with two places, rounded half-up once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENTAVO = Decimal("0.01")
ZERO = Decimal("0.00")
_BRASILEIRO = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d{1,2})?|-?\d+(,\d{1,2})?")
_AMERICANO = re.compile(r"-?\d+\.\d{1,2}")


def arredondar(valor: Decimal) -> Decimal:
    """Return ``valor`` in reais with two places, half-up (the bank's and the fiscal rounding)."""
    return valor.quantize(CENTAVO, rounding=ROUND_HALF_UP)


def percentual(valor: Decimal, pct: Decimal) -> Decimal:
    """Return ``pct`` percent of ``valor``, rounded to centavos."""
    return arredondar(valor * pct / 100)


def ratear(total: Decimal, pesos: Sequence[Decimal]) -> list[Decimal]:
    """Split ``total`` (reais, two places, not negative) by ``pesos``; the parts sum to it exactly.

    Each part is cut to the centavo and the centavos left go one by one to the largest remainders. Raises
    ``ValueError`` when there is no positive weight or one is negative.
    """
    soma = sum(pesos, Decimal(0))
    if soma <= 0 or any(peso < 0 for peso in pesos):
        raise ValueError("weights must be non-negative and sum to more than zero")
    exatas = [total * peso / soma for peso in pesos]
    partes = [exata.quantize(CENTAVO, rounding=ROUND_DOWN) for exata in exatas]
    sobra = int((total - sum(partes, ZERO)) / CENTAVO)
    por_resto = sorted(range(len(pesos)), key=lambda i: (partes[i] - exatas[i], i))
    for i in por_resto[:sobra]:
        partes[i] += CENTAVO
    return partes


def formatar(valor: Decimal) -> str:
    """Return "R$ 1.234,56"."""
    return f"{'-' if valor < 0 else ''}R$ {formatar_numero(abs(valor))}"


def formatar_numero(valor: Decimal) -> str:
    """Return "1.234,56"."""
    return f"{arredondar(valor):,.2f}".translate(str.maketrans(",.", ".,"))


def ler(texto: str) -> Decimal:
    """Read "1.234,56", "1234,5", "1234.56" or "R$ 10"; raises ``ValueError`` for anything else."""
    limpo = texto.replace("R$", "").replace("\xa0", "").replace(" ", "")
    if _AMERICANO.fullmatch(limpo):
        return arredondar(Decimal(limpo))
    if _BRASILEIRO.fullmatch(limpo):
        return arredondar(Decimal(limpo.replace(".", "").replace(",", ".")))
    raise ValueError(f"not an amount of money: {texto!r}")
