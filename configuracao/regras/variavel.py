"""What a system variable may hold, by its declared type."""

from __future__ import annotations

import re
from collections.abc import Sequence
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


def exigir_opcao(texto: str, opcoes: Sequence[tuple[str, str]]) -> None:
    """Raise :class:`ValueError` for a text that is none of the values (each with its label), "" (the default) aside."""
    if opcoes and texto and texto not in dict(opcoes):
        raise ValueError(f"Escolha uma das opções: {', '.join(rotulo for _valor, rotulo in opcoes)}.")


def exigir_limites(valor: Valor, minimo: int | None, maximo: int | None) -> None:
    """Raise :class:`ValueError` for a whole number outside the limits."""
    if not isinstance(valor, int) or isinstance(valor, bool):
        return
    if minimo is not None and valor < minimo:
        raise ValueError(f"Informe ao menos {minimo}.")
    if maximo is not None and valor > maximo:
        raise ValueError(f"Informe no máximo {maximo}.")


def canonico(tipo: str, texto: str) -> str:
    """Return the text as it is stored, "" for nothing (the default holds); raises :class:`ValueError` as above."""
    if not texto.strip():
        return ""
    valor = converter(tipo, texto)
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    return str(valor).replace(".", ",") if tipo == "decimal" else str(valor)
