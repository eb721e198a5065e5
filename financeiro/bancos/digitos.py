"""Check digits of the Brazilian banks, over strings of digits."""

from __future__ import annotations

_DOBRO = tuple(n // 10 + n % 10 for n in (2 * d for d in range(10)))
_VALOR = {str(d): d for d in range(10)}
_VALOR_DOBRADO = {str(d): _DOBRO[d] for d in range(10)}


def mod10(digitos: str) -> int:
    """Return the mod 10 digit: weights 2, 1 from the right, digits of each product summed (FEBRABAN)."""
    soma = sum(map(_VALOR_DOBRADO.__getitem__, digitos[::-2])) + sum(map(_VALOR.__getitem__, digitos[-2::-2]))
    return -soma % 10


def pesos_ciclicos(tamanho: int, ultimo: int = 9) -> tuple[int, ...]:
    """Return the weights 2, 3 … ``ultimo``, 2, 3 … counted from the right, in reading order."""
    return tuple(2 + i % (ultimo - 1) for i in range(tamanho))[::-1]


_PESOS = {(tamanho, ultimo): pesos_ciclicos(tamanho, ultimo) for tamanho in range(1, 45) for ultimo in (7, 9)}


def resto11(digitos: str, ultimo: int = 9) -> int:
    """Return the sum by weights 2…``ultimo`` from the right, mod 11."""
    return sum(map(int.__mul__, map(_VALOR.__getitem__, digitos), _PESOS[len(digitos), ultimo])) % 11


def mod11(digitos: str, ultimo: int = 9) -> int:
    """Return 11 − rest (1 to 11) with weights 2…``ultimo``; each bank says what 10 and 11 become."""
    return 11 - resto11(digitos, ultimo)
