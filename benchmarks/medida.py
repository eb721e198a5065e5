"""One line of the result."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Medida:
    """``medido`` and ``piso`` in ``unidade``; ``maior_melhor``: a rate, otherwise a time."""

    nome: str
    medido: float
    piso: float
    unidade: str
    maior_melhor: bool = True

    @property
    def razao(self) -> float:
        """How many times the floor is better than the product."""
        return self.piso / self.medido if self.maior_melhor else self.medido / self.piso

    def __str__(self) -> str:
        return (
            f"{self.nome:<62}{self.medido:>12,.1f} {self.unidade:<5}{self.piso:>12,.1f} {self.unidade:<5}"
            f"{self.razao:>7.1f}x"
        )


def segundos(funcao: Callable[[], object], vezes: int = 3) -> float:
    """Return the best of a few runs, in seconds."""
    melhor = float("inf")
    for _ in range(vezes):
        inicio = time.perf_counter()
        funcao()
        melhor = min(melhor, time.perf_counter() - inicio)
    return melhor


def p95(funcao: Callable[[str], object], argumentos: list[str]) -> float:
    """Return the time in milliseconds that 95 % of the calls stay under."""
    tempos = []
    for argumento in argumentos:
        inicio = time.perf_counter()
        funcao(argumento)
        tempos.append((time.perf_counter() - inicio) * 1000)
    return sorted(tempos)[int(len(tempos) * 0.95)]
