"""What a system variable may hold, by its declared type."""

from __future__ import annotations

import re
from decimal import Decimal

MAIOR_TEXTO = 400
VERDADEIROS = {"1", "sim", "s", "true", "verdadeiro"}
FALSOS = {"0", "não", "nao", "n", "false", "falso"}
_INTEIRO = re.compile(r"-?\d{1,15}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,15}([.,]\d{1,10})?", re.ASCII)
Valor = str | int | Decimal | bool


def converter(tipo: str, texto: str) -> Valor:
    """Return the text as a value of ``tipo`` (texto, inteiro, decimal, booleano).

    Raises :class:`ValueError` with a Portuguese message that says what is expected.
    """
    limpo = texto.strip()
    if tipo == "inteiro":
        if not _INTEIRO.fullmatch(limpo):
            raise ValueError("Informe um número inteiro, como 30.")
        return int(limpo)
    if tipo == "decimal":
        if not _DECIMAL.fullmatch(limpo):
            raise ValueError("Informe um número sem ponto de milhar, como 1250,5.")
        return Decimal(limpo.replace(",", "."))
    if tipo == "booleano":
        if limpo.lower() in VERDADEIROS | FALSOS:
            return limpo.lower() in VERDADEIROS
        raise ValueError("Informe sim ou não.")
    return limpo


def canonico(tipo: str, texto: str) -> str:
    """Return the text as it is stored, "" for nothing (the default holds); raises :class:`ValueError` as above."""
    if not texto.strip():
        return ""
    valor = converter(tipo, texto)
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    return str(valor).replace(".", ",") if tipo == "decimal" else str(valor)
