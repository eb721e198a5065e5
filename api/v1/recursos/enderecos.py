"""Addresses, of clients and of services."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, PlainSerializer, WithJsonSchema

from api.v1.recursos.apoio import CidadeApi
from api.v1.tipos import EM_LINHA
from clientes.models import Endereco

Grau = Annotated[
    Decimal,
    PlainSerializer(lambda valor: f"{valor:.6f}", return_type=str),
    WithJsonSchema({"type": "string", "examples": ["-22.905600"]}),
]


class EnderecoApi(BaseModel):
    """An address; ``cep`` eight digits, coordinates in degrees."""

    tipo: Annotated[Endereco.Tipo, EM_LINHA]
    cep: str
    logradouro: str
    numero: str
    complemento: str
    bairro: str
    cidade: CidadeApi
    referencia: str
    latitude: Grau | None
    longitude: Grau | None


def endereco_api(endereco: Endereco) -> EnderecoApi:
    """Return an address, read with its city, as the API shows it."""
    cidade = endereco.cidade
    return EnderecoApi(
        tipo=Endereco.Tipo(endereco.tipo),
        cep=endereco.cep,
        logradouro=endereco.logradouro,
        numero=endereco.numero,
        complemento=endereco.complemento,
        bairro=endereco.bairro,
        cidade=CidadeApi(id=cidade.pk, nome=cidade.nome, uf=cidade.uf, ibge=cidade.ibge),
        referencia=endereco.referencia,
        latitude=endereco.latitude,
        longitude=endereco.longitude,
    )
