"""Prospects: who asked for a service (C25). One becomes a client by a sale (``POST /vendas``)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status as Resposta
from pydantic import BaseModel, ConfigDict, Field

from api.v1.acesso import Direito
from api.v1.formularios import limpo
from api.v1.paginas import Filtro, Pagina, paginar, um
from api.v1.recursos.apoio import CidadeApi
from api.v1.recursos.enderecos import Grau
from api.v1.tipos import EM_LINHA, Curto, Entrada, Id, Longo, Nome, Referencia, Termo, referencia
from clientes.acoes import descartar_prospecto, reabrir_prospecto, salvar_prospecto, verificar_viabilidade
from clientes.busca import procurar_prospectos
from clientes.forms.prospecto import FormularioProspecto
from clientes.models import Prospecto
from hubsoft.core.erros import TransicaoInvalida

router = Router(tags=["Prospectos"])
VER, EDITAR = Direito("clientes.ver_prospecto"), Direito("clientes.editar_prospecto")
PROSPECTOS = Prospecto.objects.select_related("cidade", "origem", "vendedor")
FECHADO = "Este prospecto está encerrado e não pode mudar. Se foi descartado, reabra-o antes."


class ProspectoApi(BaseModel):
    """A prospect. `parecer` says whether the network reaches them, `ponto` from where and `metros` how far."""

    id: int
    nome: str
    telefone: str
    email: str
    origem: Referencia | None
    vendedor: Referencia | None
    situacao: Annotated[Prospecto.Situacao, EM_LINHA]
    parecer: str
    ponto: str
    metros: int | None
    motivo: str
    cliente_id: int | None
    cep: str
    logradouro: str
    numero: str
    complemento: str
    bairro: str
    cidade: CidadeApi
    referencia: str
    latitude: Grau | None
    longitude: Grau | None
    lugar_aproximado: bool
    observacoes: str
    criado_em: dt.datetime


class FiltroProspecto(Filtro):
    """What prospects are found by."""

    busca: Termo | None = Field(None, description="Parte do nome, telefone, e-mail, rua ou bairro.")
    situacao: Annotated[Prospecto.Situacao, EM_LINHA] | None = None
    cidade_id: Id | None = None
    vendedor_id: Id | None = None
    origem_id: Id | None = None


Coordenada = Annotated[Decimal, Field(ge=-180, le=180, max_digits=9, decimal_places=6)]


class ProspectoAlterado(Entrada):
    """What changes; a field left out stays."""

    nome: Nome | None = None
    telefone: Annotated[Termo, Field(max_length=20)] | None = None
    email: Nome | None = None
    origem_id: Id | None = None
    vendedor_id: Id | None = None
    cep: Annotated[str, Field(pattern=r"^([0-9]{5}-?[0-9]{3})?$")] | None = None
    logradouro: Nome | None = None
    numero: Annotated[Termo, Field(max_length=20)] | None = None
    complemento: Annotated[Termo, Field(max_length=80)] | None = None
    bairro: Annotated[Termo, Field(max_length=80)] | None = None
    cidade_id: Id | None = None
    referencia: Nome | None = None
    latitude: Coordenada | None = None
    longitude: Coordenada | None = None
    observacoes: Longo | None = None


class ProspectoNovo(ProspectoAlterado):
    """A new prospect, with a telephone or an e-mail. Without coordinates, those of a neighbour of its street."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "nome": "Bia Souza",
                    "telefone": "(19) 99999-0000",
                    "cep": "13010-000",
                    "logradouro": "Rua Conceição",
                    "numero": "10",
                    "bairro": "Centro",
                    "cidade_id": 1,
                    "latitude": "-22.905600",
                    "longitude": "-47.060800",
                }
            ]
        },
    )

    nome: Nome
    logradouro: Nome
    cidade_id: Id


class PorQueDescartar(Entrada):
    """Why."""

    motivo: Annotated[Curto, Field(min_length=1, examples=["Fechou com outro provedor"])]


NOMES = {"origem": "origem_id", "vendedor": "vendedor_id", "cidade": "cidade_id"}
DO_FORM = {api: form for form, api in NOMES.items()}


def prospecto_api(prospecto: Prospecto) -> ProspectoApi:
    """Return a prospect of :data:`PROSPECTOS` as the API shows it."""
    cidade = prospecto.cidade
    iguais = (
        "id", "nome", "telefone", "email", "parecer", "ponto", "metros", "motivo", "cliente_id", "cep", "logradouro",
        "numero", "complemento", "bairro", "referencia", "latitude", "longitude", "lugar_aproximado", "observacoes",
        "criado_em",
    )  # fmt: skip
    return ProspectoApi(
        **{nome: getattr(prospecto, nome) for nome in iguais},
        situacao=Prospecto.Situacao(prospecto.situacao),
        origem=referencia(prospecto.origem),
        vendedor=referencia(prospecto.vendedor),
        cidade=CidadeApi(id=cidade.pk, nome=cidade.nome, uf=cidade.uf, ibge=cidade.ibge),
    )


@router.get("/prospectos", response=Pagina[ProspectoApi], auth=VER, summary="Prospectos")
def listar_prospectos(request: HttpRequest, filtro: FiltroProspecto = Query(...)) -> Pagina[ProspectoApi]:  # noqa: B008
    """Quem pediu um serviço nas cidades do token, também os que viraram clientes e os descartados."""
    campos = {
        "situacao": filtro.situacao,
        "cidade": filtro.cidade_id,
        "vendedor": filtro.vendedor_id,
        "origem": filtro.origem_id,
    }
    prospectos: QuerySet[Prospecto] = PROSPECTOS.filter(
        **{campo: valor for campo, valor in campos.items() if valor is not None}
    )
    if filtro.busca:
        prospectos = procurar_prospectos(prospectos, filtro.busca)
    return paginar(prospectos, filtro, request.user, prospecto_api)


@router.get("/prospectos/{int:id}", response=ProspectoApi, auth=VER, summary="Um prospecto")
def ver_prospecto(request: HttpRequest, id: int) -> ProspectoApi:
    """Quem é, onde é, e se a rede chega até lá."""
    return prospecto_api(um(PROSPECTOS, id, request.user))


@router.post("/prospectos", response={201: ProspectoApi}, auth=EDITAR, summary="Cadastrar prospecto")
def criar_prospecto(request: HttpRequest, corpo: ProspectoNovo) -> Resposta:
    """Cadastra e diz na hora se a rede chega até lá. Para virar cliente, use `POST /vendas` com `prospecto_id`."""
    dados = _enviados(corpo)
    usuario: Any = request.user
    if "vendedor" not in dados and usuario.vendedor:
        dados["vendedor"] = usuario.pk
    form = FormularioProspecto(dados, usuario=usuario)
    feito = salvar_prospecto(limpo(form, NOMES), None, usuario)
    return Resposta(201, ver_prospecto(request, feito.pk))


@router.patch("/prospectos/{int:id}", response=ProspectoApi, auth=EDITAR, summary="Alterar prospecto")
def alterar_prospecto(request: HttpRequest, id: int, corpo: ProspectoAlterado) -> ProspectoApi:
    """Muda só os campos enviados e verifica a viabilidade de novo."""
    prospecto = um(PROSPECTOS, id, request.user)
    if not prospecto.aberto:
        raise TransicaoInvalida(FECHADO)
    atuais = {nome: getattr(prospecto, nome) for nome in FormularioProspecto.base_fields}
    atuais |= {nome: getattr(prospecto, f"{nome}_id") for nome in NOMES}
    if prospecto.lugar_aproximado:
        # A neighbour's: looked for again, for the street may be another one now.
        atuais |= {"latitude": None, "longitude": None}
    form = FormularioProspecto({**atuais, **_enviados(corpo)}, instance=prospecto, usuario=request.user)
    salvar_prospecto(limpo(form, NOMES), um(PROSPECTOS, id, request.user), request.user)
    return ver_prospecto(request, id)


@router.post("/prospectos/{int:id}/verificar", response=ProspectoApi, auth=EDITAR, summary="Verificar viabilidade")
def verificar_prospecto(request: HttpRequest, id: int) -> ProspectoApi:
    """Verifica de novo se a rede de hoje chega até lá."""
    verificar_viabilidade(um(PROSPECTOS, id, request.user), request.user)
    return ver_prospecto(request, id)


@router.post("/prospectos/{int:id}/descartar", response=ProspectoApi, auth=EDITAR, summary="Descartar prospecto")
def descartar(request: HttpRequest, id: int, corpo: PorQueDescartar) -> ProspectoApi:
    """Tira da lista dos que estão abertos, com o motivo."""
    descartar_prospecto(um(PROSPECTOS, id, request.user), corpo.motivo, request.user)
    return ver_prospecto(request, id)


@router.post("/prospectos/{int:id}/reabrir", response=ProspectoApi, auth=EDITAR, summary="Reabrir prospecto")
def reabrir(request: HttpRequest, id: int) -> ProspectoApi:
    """Traz de volta um descartado e verifica a viabilidade de novo."""
    reabrir_prospecto(um(PROSPECTOS, id, request.user), request.user)
    return ver_prospecto(request, id)


def _enviados(corpo: ProspectoAlterado) -> dict[str, Any]:
    return {DO_FORM.get(n, n): v for n, v in corpo.model_dump(mode="json", exclude_unset=True).items()}
