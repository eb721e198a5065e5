"""Brazilian notation of numbers on screens and in exports."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_DIGITOS_DE_ID = 18
_BRASILEIRO = re.compile(r"^-?\d{1,3}(\.\d{3})+(,\d*)?$|^-?\d*,\d*$")


def ids_de(valores: Iterable[str]) -> list[int]:
    """Return the ids among the values of a query string or form; anything else is left out."""
    return [int(v) for v in valores if v.isascii() and v.isdigit() and len(v) <= _DIGITOS_DE_ID]


def ler_decimal(texto: str) -> Decimal:
    """Return the number written as ``1.234,56``, ``1234,56``, ``R$ 1.234,56`` or ``1234.56``.

    A dot followed by exactly three digits is a thousands separator, as people here write it, unless the number
    starts with 0 ("0.125"). Raises :class:`ValueError` for anything else, infinities included.
    """
    limpo = texto.replace("R$", "").replace("\u00a0", "").replace(" ", "")
    if not limpo.isascii() or not limpo.strip("-.,"):
        raise ValueError(texto)
    if _BRASILEIRO.match(limpo) and not (limpo.lstrip("-").startswith("0.") and "," not in limpo):
        limpo = limpo.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"-?\d*\.?\d*", limpo):
        raise ValueError(texto)
    try:
        return Decimal(limpo)
    except InvalidOperation:
        raise ValueError(texto) from None


def escrever_decimal(valor: Decimal, casas: int = 2, *, milhar: bool = True) -> str:
    """Return ``valor`` rounded half up to ``casas`` places as ``1.234,56`` (``1234,56`` without ``milhar``)."""
    arredondado = valor.quantize(Decimal(1).scaleb(-casas), ROUND_HALF_UP)
    texto = f"{arredondado:,.{casas}f}" if milhar else f"{arredondado:.{casas}f}"
    return texto.translate(str.maketrans(",.", ".,"))


def com_milhar(valor: int) -> str:
    """Return a whole number as ``12.345``."""
    return f"{valor:,}".replace(",", ".")
