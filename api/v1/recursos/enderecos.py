"""Addresses, of clients and of services."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, Field, PlainSerializer, WithJsonSchema

from api.v1.recursos.apoio import CidadeApi
from api.v1.tipos import EM_LINHA, Entrada, Id, Nome, Termo
from clientes.forms.cliente import FormularioEndereco
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


class EnderecoNovo(Entrada):
    """An address; the city by its id (`/cidades`)."""

    cep: Annotated[str, Field(pattern=r"^[0-9]{5}-?[0-9]{3}$", examples=["13010-000"])]
    logradouro: Annotated[Nome, Field(examples=["Rua Conceição"])]
    numero: Annotated[Termo, Field(max_length=20, examples=["10"])]
    complemento: Annotated[Termo, Field(max_length=80)] = ""
    bairro: Annotated[Termo, Field(max_length=80, examples=["Centro"])]
    cidade_id: Id
    referencia: Nome = ""


def dados_do_endereco(endereco: EnderecoNovo) -> dict[str, Any]:
    """Return an address as its forms take it."""
    dados = endereco.model_dump()
    return {**dados, "cidade": dados.pop("cidade_id")}


def formulario_do_endereco(endereco: EnderecoNovo, usuario: Any) -> FormularioEndereco:
    """Return the form of an address, its city inside the token's limit."""
    return FormularioEndereco(dados_do_endereco(endereco), usuario=usuario)
