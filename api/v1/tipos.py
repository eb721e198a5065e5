"""Kinds of values that requests and answers are made of."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from api.v1.problemas import DE_DATA
from hubsoft.core.telas.base import MAIOR_ID

_DATA = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PRIMEIRO_ANO, ULTIMO_ANO = 2000, 2100
FORMATO_DO_DINHEIRO = r"^\d{1,10}\.\d{2}$"
_DINHEIRO = re.compile(FORMATO_DO_DINHEIRO.replace(r"\d", "[0-9]"))


def sem_nulo(texto: str) -> str:
    """Refuse the character that no text of the database may have."""
    if "\x00" in texto:
        raise ValueError("O texto tem um caractere nulo, que não é aceito.")
    return texto


def _ler_dinheiro(valor: Any) -> Decimal:
    if isinstance(valor, Decimal):
        return valor
    if not isinstance(valor, str) or not _DINHEIRO.fullmatch(valor):
        raise ValueError('Deve ser um texto em reais com duas casas e ponto, como "99.90".')
    return Decimal(valor)


class _EmLinha:
    """Writes the values of a choice where it is used.

    The document names a choice by its class alone, and half of the house's are called Tipo or Status.
    """

    def __get_pydantic_json_schema__(self, esquema: Any, continuar: Any) -> dict[str, Any]:
        """Return the choice's own schema in the place of a reference to it."""
        return {"type": "string", "enum": continuar.resolve_ref_schema(continuar(esquema))["enum"]}


def _ler_data(valor: Any) -> Any:
    # Pydantic would take a number for the seconds since 1970, and an instant for its day.
    if isinstance(valor, str) and not _DATA.fullmatch(valor):
        raise ValueError(DE_DATA)
    if not isinstance(valor, (str, dt.date)) or isinstance(valor, dt.datetime):
        raise ValueError(DE_DATA)
    return valor


def _na_epoca(instante: dt.datetime) -> dt.datetime:
    if not PRIMEIRO_ANO <= instante.year <= ULTIMO_ANO:
        raise ValueError(f"Deve ser um instante entre os anos {PRIMEIRO_ANO} e {ULTIMO_ANO}.")
    return instante


EM_LINHA = _EmLinha()
Data = Annotated[dt.date, BeforeValidator(_ler_data)]
Instante = Annotated[AwareDatetime, AfterValidator(_na_epoca)]
Id = Annotated[int, Field(ge=1, le=MAIOR_ID)]
Dinheiro = Annotated[
    Decimal,
    BeforeValidator(_ler_dinheiro),
    PlainSerializer(lambda valor: f"{valor:.2f}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": FORMATO_DO_DINHEIRO, "examples": ["99.90"]}),
]
Nome = Annotated[str, Field(max_length=150), AfterValidator(sem_nulo)]
Curto = Annotated[str, Field(max_length=200), AfterValidator(sem_nulo)]
Longo = Annotated[str, Field(max_length=4000), AfterValidator(sem_nulo)]
Termo = Annotated[str, Field(max_length=100), AfterValidator(sem_nulo)]


class Entrada(BaseModel):
    """What a request brings; a name that does not exist is refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class Referencia(BaseModel):
    """Another record, by its id and what people call it."""

    id: int
    nome: str


def referencia(objeto: Any) -> Referencia | None:
    """Return the reference to a record, ``None`` for none."""
    return None if objeto is None else Referencia(id=objeto.pk, nome=str(objeto))


def id_de(objeto: Any) -> int | None:
    """Return the id of a record, ``None`` for none."""
    return None if objeto is None else objeto.pk
