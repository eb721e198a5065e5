"""Clients."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from api.v1.acesso import Direito
from api.v1.paginas import Filtro, Pagina, paginar, um
from api.v1.recursos.enderecos import EnderecoApi, endereco_api
from api.v1.tipos import Id, Referencia, Termo, referencia
from clientes.busca import procurar
from clientes.estados import Status
from clientes.models import Cliente, Contato, Endereco, ServicoCliente
from hubsoft.core.documentos import limpar

router = Router(tags=["Clientes"])
VER = Direito("clientes.ver_cliente")
DO_CLIENTE = Endereco.objects.filter(servico__isnull=True).select_related("cidade")


class ContatoApi(BaseModel):
    """A phone (digits with area code) or e-mail of a client."""

    id: int
    tipo: Contato.Tipo
    valor: str
    principal: bool
    recebe_faturas: bool


class ClienteApi(BaseModel):
    """A client; ``cpf_cnpj`` without punctuation."""

    id: int
    tipo: Cliente.Tipo
    nome: str
    nome_fantasia: str
    cpf_cnpj: str
    rg_ie: str
    nascimento: dt.date | None
    grupo: Referencia | None
    origem: Referencia | None
    observacoes: str
    ativo: bool
    motivo_inativo: str
    endereco: EnderecoApi | None
    contatos: list[ContatoApi]
    criado_em: dt.datetime


class FiltroCliente(Filtro):
    """What clients are found by."""

    busca: Termo | None = Field(
        None, description="Nome, CPF/CNPJ, telefone, e-mail, endereço, login, IP, MAC ou protocolo, como na tela."
    )
    cpf_cnpj: Termo | None = Field(None, description="Inteiro, com ou sem pontuação.")
    ativo: bool | None = None
    cidade_id: Id | None = None
    grupo_id: Id | None = None
    plano_id: Id | None = Field(None, description="Com um serviço deste plano.")
    status_do_servico: Status | None = Field(None, description="Com um serviço neste status.")


def com_relacoes(clientes: QuerySet[Cliente]) -> QuerySet[Cliente]:
    """Return the clients with all that :func:`cliente_api` reads, in three queries however many they are."""
    return clientes.select_related("grupo", "origem").prefetch_related(
        "contatos", Prefetch("enderecos", queryset=DO_CLIENTE, to_attr="do_cadastro")
    )


def contato_api(contato: Contato) -> ContatoApi:
    """Return a contact as the API shows it."""
    return ContatoApi(
        id=contato.pk,
        tipo=Contato.Tipo(contato.tipo),
        valor=contato.valor,
        principal=contato.principal,
        recebe_faturas=contato.recebe_faturas,
    )


def cliente_api(cliente: Cliente) -> ClienteApi:
    """Return a client of :func:`com_relacoes` as the API shows it."""
    enderecos: list[Endereco] = cliente.do_cadastro  # type: ignore[attr-defined]
    return ClienteApi(
        id=cliente.pk,
        tipo=Cliente.Tipo(cliente.tipo),
        nome=cliente.nome,
        nome_fantasia=cliente.nome_fantasia,
        cpf_cnpj=cliente.cpf_cnpj,
        rg_ie=cliente.rg_ie,
        nascimento=cliente.nascimento,
        grupo=referencia(cliente.grupo),
        origem=referencia(cliente.origem),
        observacoes=cliente.observacoes,
        ativo=cliente.ativo,
        motivo_inativo=cliente.motivo_inativo,
        endereco=endereco_api(enderecos[0]) if enderecos else None,
        contatos=[contato_api(contato) for contato in cliente.contatos.all()],
        criado_em=cliente.criado_em,
    )


def filtrar(filtro: FiltroCliente) -> QuerySet[Cliente]:
    """Return the clients asked for, of every city."""
    clientes: QuerySet[Cliente] = Cliente.objects.all()
    if filtro.busca:
        clientes = procurar(clientes, filtro.busca.strip())
    if filtro.cpf_cnpj:
        clientes = clientes.filter(cpf_cnpj=limpar(filtro.cpf_cnpj))
    if filtro.ativo is not None:
        clientes = clientes.filter(ativo=filtro.ativo)
    if filtro.cidade_id is not None:
        clientes = clientes.filter(cidade=filtro.cidade_id)
    if filtro.grupo_id is not None:
        clientes = clientes.filter(grupo=filtro.grupo_id)
    if filtro.plano_id is not None or filtro.status_do_servico is not None:
        servicos = ServicoCliente.objects.filter(cliente=OuterRef("pk"))
        if filtro.plano_id is not None:
            servicos = servicos.filter(plano=filtro.plano_id)
        if filtro.status_do_servico is not None:
            servicos = servicos.filter(status=filtro.status_do_servico)
        clientes = clientes.filter(Exists(servicos))
    return clientes


@router.get("/clientes", response=Pagina[ClienteApi], auth=VER, summary="Clientes")
def listar_clientes(request: HttpRequest, filtro: FiltroCliente = Query(...)) -> Pagina[ClienteApi]:  # noqa: B008
    """Os clientes das cidades do token, ativos e inativos."""
    return paginar(com_relacoes(filtrar(filtro)), filtro, request.user, cliente_api)


@router.get("/clientes/{int:id}", response=ClienteApi, auth=VER, summary="Um cliente")
def ver_cliente(request: HttpRequest, id: int) -> ClienteApi:
    """O cadastro, com endereço e contatos."""
    return cliente_api(um(com_relacoes(Cliente.objects.all()), id, request.user))
