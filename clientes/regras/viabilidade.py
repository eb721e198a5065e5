"""Whether a place can be served: how far the nearest points are, and what that says (C25)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

# Mean radius of the Earth, in metres (IUGG).
RAIO_DA_TERRA = 6_371_008.8


@dataclass(frozen=True, slots=True)
class PontoAtendimento:
    """Where a connection could come from: a POP, a box on a pole.

    ``metros``: straight distance to the place; ``alcance``: how far it serves, in metres; ``livres``: its free ports,
    ``None`` where ports are not counted.
    """

    nome: str
    metros: int
    alcance: int
    livres: int | None = None

    @property
    def atende(self) -> bool:
        """Whether it reaches the place and has a port for it."""
        return self.metros <= self.alcance and self.livres != 0


@dataclass(frozen=True, slots=True)
class Parecer:
    """What is found of a place: ``ponto`` is the nearest that serves it, or the nearest of all when none does."""

    viavel: bool
    ponto: PontoAtendimento | None
    frase: str


def metros_entre(de: tuple[float, float], para: tuple[float, float]) -> int:
    """Return the distance in whole metres between two (latitude, longitude) in degrees, along the surface."""
    lat1, lng1, lat2, lng2 = map(math.radians, (*de, *para))
    seno = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lng2 - lng1) / 2) ** 2
    return round(2 * RAIO_DA_TERRA * math.asin(min(1.0, math.sqrt(seno))))


def distancia(metros: int) -> str:
    """Return a distance as people say it: ``850 m``, ``1,2 km``."""
    return f"{metros} m" if metros < 1000 else f"{metros / 1000:.1f} km".replace(".", ",")


def avaliar(pontos: Iterable[PontoAtendimento]) -> Parecer:
    """Return the verdict on a place from the points around it."""
    todos = sorted(pontos, key=lambda ponto: (ponto.metros, ponto.nome))
    atendem = [ponto for ponto in todos if ponto.atende]
    if atendem:
        ponto = atendem[0]
        return Parecer(True, ponto, f"{ponto.nome} atende, a {distancia(ponto.metros)}.")
    if not todos:
        return Parecer(False, None, "Nenhum ponto de atendimento tem coordenadas. Informe as dos POPs em Rede › POPs.")
    ponto = todos[0]
    if ponto.metros <= ponto.alcance:
        return Parecer(False, ponto, f"{ponto.nome}, a {distancia(ponto.metros)}, não tem porta livre.")
    alcance = distancia(ponto.alcance)
    return Parecer(
        False, ponto, f"O mais próximo, {ponto.nome}, está a {distancia(ponto.metros)} e atende até {alcance}."
    )
