"""Check digits of the Brazilian banks, over strings of ASCII digits (the callers have checked that they are)."""

from __future__ import annotations

from operator import mul

_DOBRO = bytes(n // 10 + n % 10 for n in (2 * d for d in range(10)))
_VALOR = bytes.maketrans(b"0123456789", bytes(range(10)))
_VALOR_DOBRADO = bytes.maketrans(b"0123456789", _DOBRO)


def mod10(digitos: str) -> int:
    """Return the mod 10 digit: weights 2, 1 from the right, digits of each product summed (FEBRABAN)."""
    codigos = digitos.encode()
    soma = sum(codigos[::-2].translate(_VALOR_DOBRADO)) + sum(codigos[-2::-2].translate(_VALOR))
    return -soma % 10


def soma_ponderada(digitos: str, pesos: tuple[int, ...]) -> int:
    """Return the sum of each digit times its weight, in reading order."""
    return sum(map(mul, digitos.encode().translate(_VALOR), pesos))


def pesos_ciclicos(tamanho: int, ultimo: int = 9) -> tuple[int, ...]:
    """Return the weights 2, 3 … ``ultimo``, 2, 3 … counted from the right, in reading order."""
    return tuple(2 + i % (ultimo - 1) for i in range(tamanho))[::-1]


_PESOS = {(tamanho, ultimo): pesos_ciclicos(tamanho, ultimo) for tamanho in range(1, 45) for ultimo in (7, 9)}


def resto11(digitos: str, ultimo: int = 9) -> int:
    """Return the sum by weights 2…``ultimo`` from the right, mod 11."""
    return soma_ponderada(digitos, _PESOS[len(digitos), ultimo]) % 11


def mod11(digitos: str, ultimo: int = 9) -> int:
    """Return 11 − rest (1 to 11) with weights 2…``ultimo``; each bank says what 10 and 11 become."""
    return 11 - resto11(digitos, ultimo)
