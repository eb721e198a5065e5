"""Small lists whose ids other requests need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from api.v1.acesso import Direito
from api.v1.paginas import Filtro, Pagina, paginar
from api.v1.tipos import Referencia, Termo
from atendimento.models import TipoOrdemServico
from clientes.models import GrupoCliente, ModeloContrato, OrigemCliente
from configuracao.models import Cidade, Empresa, Usuario
from financeiro.consultas.caixa import caixas_para_receber
from financeiro.models import FormaCobranca
from hubsoft.core.telas.base import QUALQUER_USUARIO
from rede.models import EquipamentoConexao

router = Router(tags=["Apoio"])
VENDER = Direito("clientes.adicionar_cliente")


class CidadeApi(BaseModel):
    """A municipality."""

    id: int
    nome: str
    uf: str
    ibge: str


class FiltroCidade(Filtro):
    """What cities are found by."""

    nome: Termo | None = None
    uf: str | None = Field(None, pattern="^[A-Z]{2}$")
    ibge: str | None = Field(None, pattern="^[0-9]{7}$")


def _nome(objeto: Any) -> Referencia:
    return Referencia(id=objeto.pk, nome=str(objeto))


def _cidade(cidade: Cidade) -> CidadeApi:
    return CidadeApi(id=cidade.pk, nome=cidade.nome, uf=cidade.uf, ibge=cidade.ibge)


@router.get("/cidades", response=Pagina[CidadeApi], auth=Direito(QUALQUER_USUARIO), summary="Cidades")
def listar_cidades(request: HttpRequest, filtro: FiltroCidade = Query(...)) -> Pagina[CidadeApi]:  # noqa: B008
    """As cidades dentro do limite do usuário do token."""
    cidades = Cidade.objects.all()
    if filtro.nome:
        cidades = cidades.filter(nome__icontains=filtro.nome)
    if filtro.uf:
        cidades = cidades.filter(uf=filtro.uf)
    if filtro.ibge:
        cidades = cidades.filter(ibge=filtro.ibge)
    return paginar(cidades, filtro, request.user, _cidade)


@router.get(
    "/grupos-de-clientes",
    response=Pagina[Referencia],
    auth=Direito("clientes.ver_cliente"),
    summary="Grupos de clientes",
)
def listar_grupos(request: HttpRequest, filtro: Filtro = Query(...)) -> Pagina[Referencia]:  # noqa: B008
    """Os grupos em que os clientes são separados."""
    return paginar(GrupoCliente.objects.all(), filtro, request.user, _nome, sem_escopo=True)


@router.get("/origens", response=Pagina[Referencia], auth=Direito("clientes.ver_cliente"), summary="Origens")
def listar_origens(request: HttpRequest, filtro: Filtro = Query(...)) -> Pagina[Referencia]:  # noqa: B008
    """De onde os clientes vieram."""
    return paginar(OrigemCliente.objects.all(), filtro, request.user, _nome, sem_escopo=True)


@router.get(
    "/tipos-de-ordem-de-servico",
    response=Pagina[Referencia],
    auth=Direito("atendimento.ver_ordem_servico"),
    summary="Tipos de ordem de serviço",
)
def listar_tipos(request: HttpRequest, filtro: Filtro = Query(...)) -> Pagina[Referencia]:  # noqa: B008
    """Os tipos com que uma OS é aberta."""
    return paginar(TipoOrdemServico.objects.all(), filtro, request.user, _nome, sem_escopo=True)


@router.get("/caixas", response=Pagina[Referencia], auth=Direito("financeiro.receber_cobranca"), summary="Caixas")
def listar_caixas(request: HttpRequest, filtro: Filtro = Query(...)) -> Pagina[Referencia]:  # noqa: B008
    """Os caixas ativos em que o usuário do token pode receber."""
    return paginar(caixas_para_receber(request.user).distinct(), filtro, request.user, _nome, sem_escopo=True)


def _lista(caminho: str, nome: str, resumo: str, descricao: str, linhas: Callable[[Any], QuerySet[Any]]) -> None:
    """Offer a small list of what a sale names by its id, to who may sell."""

    def listar(request: HttpRequest, filtro: Filtro = Query(...)) -> Pagina[Referencia]:  # noqa: B008
        return paginar(linhas(request.user), filtro, request.user, _nome, sem_escopo=True)

    listar.__name__ = f"listar_{nome}"
    router.get(caminho, response=Pagina[Referencia], auth=VENDER, summary=resumo, description=descricao)(listar)


_lista(
    "/formas-de-cobranca",
    "formas",
    "Formas de cobrança",
    "As formas de cobrança ativas.",
    lambda _usuario: FormaCobranca.objects.filter(ativa=True),
)
_lista(
    "/vendedores",
    "vendedores",
    "Vendedores",
    "Os usuários ativos que vendem.",
    lambda _usuario: Usuario.objects.filter(vendedor=True, is_active=True),
)
_lista(
    "/tecnicos",
    "tecnicos",
    "Técnicos",
    "Os usuários ativos que atendem ordens de serviço.",
    lambda _usuario: Usuario.objects.filter(tecnico=True, is_active=True),
)
_lista(
    "/modelos-de-contrato",
    "modelos",
    "Modelos de contrato",
    "Os modelos ativos.",
    lambda _usuario: ModeloContrato.objects.filter(ativo=True),
)
_lista(
    "/empresas",
    "empresas",
    "Empresas",
    "As empresas ativas, em nome de quem os contratos são feitos.",
    lambda _usuario: Empresa.objects.filter(ativa=True),
)
_lista(
    "/equipamentos-de-conexao",
    "equipamentos",
    "Equipamentos de conexão",
    "Os equipamentos ativos dentro do limite de cidades do usuário do token.",
    lambda usuario: EquipamentoConexao.objects.visiveis_para(usuario).filter(ativo=True),
)
