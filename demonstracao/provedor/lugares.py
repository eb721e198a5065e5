"""The places of the demonstration: real municipalities with their IBGE codes, invented streets."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


class Lugar(NamedTuple):
    """A city: ``cep`` its first five digits, ``ddd`` its area code, ``feriado`` (name, month, day) its own holiday."""

    ibge: str
    nome: str
    uf: str
    cep: str
    ddd: str
    feriado: tuple[str, int, int]
    bairros: tuple[str, ...]
    latitude: float
    longitude: float
    fatia: float


LUGARES = (
    Lugar(
        "3509502",
        "Campinas",
        "SP",
        "13090",
        "19",
        ("Nossa Senhora da Conceição", 12, 8),
        ("Jardim das Acácias", "Vila Horizonte", "Parque dos Ipês", "Chácara Boa Vista", "Centro"),
        -22.9056,
        -47.0608,
        0.45,
    ),
    Lugar(
        "3517406",
        "Guaíra",
        "SP",
        "14790",
        "17",
        ("Aniversário de Guaíra", 5, 18),
        ("Vila Aparecida", "Jardim Palmares", "Nádia", "Centro"),
        -20.3196,
        -48.3119,
        0.2,
    ),
    Lugar(
        "3151800",
        "Poços de Caldas",
        "MG",
        "37704",
        "35",
        ("Aniversário de Poços de Caldas", 11, 6),
        ("Jardim dos Estados", "São José", "Vila Nova", "Parque das Nações", "Centro"),
        -21.7878,
        -46.5613,
        0.35,
    ),
)
TIPOS_DE_RUA = ("Rua", "Rua", "Rua", "Avenida", "Travessa")
NOMES_DE_RUA = (
    "das Acácias",
    "dos Ipês",
    "das Palmeiras",
    "do Sabiá",
    "das Hortênsias",
    "do Bem-te-vi",
    "da Serra",
    "do Lago",
    "das Oliveiras",
    "dos Jacarandás",
    "da Fonte",
    "das Mangueiras",
    "do Mirante",
    "dos Girassóis",
    "das Laranjeiras",
    "da Estação",
    "dos Cedros",
    "das Orquídeas",
    "da Colina",
    "dos Pinheiros",
    "do Moinho",
    "da Ponte Velha",
    "das Araucárias",
    "do Cruzeiro",
)
EMENDA = "Emenda de feriado (empresa)"


def feriados(hoje: dt.date) -> list[tuple[str, dt.date, str]]:
    """Return (IBGE code or "", date, name) of the holidays that the calendar library does not know."""
    proprios = [(lugar.ibge, dt.date(hoje.year, *lugar.feriado[1:]), lugar.feriado[0]) for lugar in LUGARES]
    return [*proprios, ("", dt.date(hoje.year, 12, 24), "Véspera de Natal"), ("", dt.date(hoje.year, 12, 31), EMENDA)]
