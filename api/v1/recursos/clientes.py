"""Clients."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Router
from ninja.responses import Status as Resposta
from pydantic import BaseModel, Field

from api.v1.acesso import Direito
from api.v1.formularios import Conferencia, limpo
from api.v1.paginas import Filtro, Pagina, paginar, um
from api.v1.recursos.enderecos import EnderecoApi, EnderecoNovo, endereco_api, formulario_do_endereco
from api.v1.tipos import EM_LINHA, Curto, Data, Entrada, Id, Longo, Nome, Referencia, Termo, referencia
from clientes.acoes import (
    NovoCliente,
    cadastrar_cliente,
    editar_cliente,
    editar_endereco,
    excluir_contato,
    inativar_cliente,
    reativar_cliente,
    salvar_contato,
)
from clientes.acoes.cadastrar_cliente import NovoContato
from clientes.busca import procurar
from clientes.estados import Status
from clientes.forms.cliente import FormularioCadastro, FormularioContato
from clientes.models import Cliente, Contato, Endereco, ServicoCliente
from hubsoft.core.documentos import limpar

router = Router(tags=["Clientes"])
VER = Direito("clientes.ver_cliente")
DO_CLIENTE = Endereco.objects.filter(servico__isnull=True).select_related("cidade")


class ContatoApi(BaseModel):
    """A phone (digits with area code) or e-mail of a client."""

    id: int
    tipo: Annotated[Contato.Tipo, EM_LINHA]
    valor: str
    principal: bool
    recebe_faturas: bool


class ClienteApi(BaseModel):
    """A client; ``cpf_cnpj`` without punctuation."""

    id: int
    tipo: Annotated[Cliente.Tipo, EM_LINHA]
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
    status_do_servico: Annotated[Status, EM_LINHA] | None = Field(None, description="Com um serviço neste status.")


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


class ContatoNovo(Entrada):
    """A phone, with or without punctuation, or an e-mail."""

    tipo: Annotated[Contato.Tipo, EM_LINHA]
    valor: Annotated[Nome, Field(examples=["(19) 99999-0000"])]
    principal: bool = False
    recebe_faturas: bool = True


class ContatoAlterado(Entrada):
    """What changes; a field left out stays."""

    tipo: Annotated[Contato.Tipo, EM_LINHA] | None = None
    valor: Nome | None = None
    principal: bool | None = None
    recebe_faturas: bool | None = None


class ClienteNovo(Entrada):
    """A new client. The main contact is the first that says so, else the first."""

    tipo: Annotated[Cliente.Tipo, EM_LINHA]
    nome: Nome
    cpf_cnpj: Annotated[Termo, Field(max_length=18, examples=["529.982.247-25"])]
    nome_fantasia: Nome = ""
    rg_ie: Annotated[Termo, Field(max_length=20)] = ""
    nascimento: Data | None = None
    grupo_id: Id | None = None
    origem_id: Id | None = None
    observacoes: Longo = ""
    endereco: EnderecoNovo
    contatos: list[ContatoNovo] = Field(min_length=1, max_length=20)


class ClienteAlterado(Entrada):
    """What changes; a field left out stays."""

    tipo: Annotated[Cliente.Tipo, EM_LINHA] | None = None
    nome: Nome | None = None
    cpf_cnpj: Annotated[Termo, Field(max_length=18)] | None = None
    nome_fantasia: Nome | None = None
    rg_ie: Annotated[Termo, Field(max_length=20)] | None = None
    nascimento: Data | None = None
    grupo_id: Id | None = None
    origem_id: Id | None = None
    observacoes: Longo | None = None


class Motivo(Entrada):
    """Why."""

    motivo: Curto = ""


NOMES = {"grupo": "grupo_id", "origem": "origem_id", "cidade": "cidade_id"}
DO_FORM = {api: form for form, api in NOMES.items()}
EDITAR = Direito("clientes.editar_cliente")
INATIVAR = Direito("clientes.inativar_cliente")


def dados_do_contato(contato: ContatoNovo, prefixo: str = "") -> dict[str, Any]:
    """Return the fields of a contact by the rules of the form."""
    return limpo(FormularioContato(contato.model_dump(mode="json")), prefixo=prefixo)


def novo_cliente(corpo: ClienteNovo, usuario: Any, conferencia: Conferencia, prefixo: str = "") -> NovoCliente:
    """Return a new client by the rules of the forms; what they refuse is in ``conferencia``."""
    dados = {DO_FORM.get(n, n): v for n, v in corpo.model_dump(mode="json", exclude={"endereco", "contatos"}).items()}
    cadastro = conferencia.limpo(FormularioCadastro(dados, usuario=usuario), NOMES, prefixo)
    endereco = conferencia.limpo(formulario_do_endereco(corpo.endereco, usuario), NOMES, f"{prefixo}endereco.")
    contatos = []
    for n, contato in enumerate(corpo.contatos):
        form = FormularioContato(contato.model_dump(mode="json"))
        if limpos := conferencia.limpo(form, prefixo=f"{prefixo}contatos.{n}."):
            contatos.append(limpos)
    contatos.sort(key=lambda limpos: not limpos["principal"])
    return NovoCliente(
        cadastro or {}, endereco or {}, [NovoContato(c["tipo"], c["valor"], c["recebe_faturas"]) for c in contatos]
    )


@router.post(
    "/clientes", response={201: ClienteApi}, auth=Direito("clientes.adicionar_cliente"), summary="Cadastrar cliente"
)
def criar_cliente(request: HttpRequest, corpo: ClienteNovo) -> Resposta:
    """Cadastra o cliente com endereço e contatos. Um CPF/CNPJ que já existe é recusado."""
    conferencia = Conferencia()
    novo = novo_cliente(corpo, request.user, conferencia)
    conferencia.exigir()
    feito = cadastrar_cliente(*novo, request.user)
    return Resposta(201, ver_cliente(request, feito.pk))


@router.patch("/clientes/{int:id}", response=ClienteApi, auth=EDITAR, summary="Alterar cadastro")
def alterar_cliente(request: HttpRequest, id: int, corpo: ClienteAlterado) -> ClienteApi:
    """Muda só os campos enviados."""
    cliente = um(Cliente.objects.all(), id, request.user)
    atuais = {nome: getattr(cliente, nome) for nome in FormularioCadastro.base_fields}
    atuais |= {"grupo": cliente.grupo_id, "origem": cliente.origem_id}
    novos = {DO_FORM.get(n, n): v for n, v in corpo.model_dump(mode="json", exclude_unset=True).items()}
    dados = limpo(FormularioCadastro({**atuais, **novos}, usuario=request.user, cliente=cliente), NOMES)
    # What was not sent is left to who changes it at the same time, but for what the form itself changed with it.
    mudados = {n: v for n, v in dados.items() if n in novos or v != getattr(cliente, n)}
    editar_cliente(cliente, mudados, request.user)
    return ver_cliente(request, id)


@router.put("/clientes/{int:id}/endereco", response=ClienteApi, auth=EDITAR, summary="Alterar endereço")
def alterar_endereco(request: HttpRequest, id: int, corpo: EnderecoNovo) -> ClienteApi:
    """Troca o endereço do cadastro inteiro. Os endereços dos serviços ficam como estão."""
    cliente = um(Cliente.objects.all(), id, request.user)
    dados = limpo(formulario_do_endereco(corpo, request.user), NOMES)
    endereco = cliente.enderecos.filter(servico__isnull=True).first()
    if endereco is None:
        raise Http404
    editar_endereco(endereco, dados, request.user)
    return ver_cliente(request, id)


@router.post("/clientes/{int:id}/contatos", response={201: ClienteApi}, auth=EDITAR, summary="Adicionar contato")
def adicionar_contato(request: HttpRequest, id: int, corpo: ContatoNovo) -> Resposta:
    """Adiciona um telefone ou e-mail."""
    cliente = um(Cliente.objects.all(), id, request.user)
    salvar_contato(Contato(cliente=cliente), dados_do_contato(corpo), request.user)
    return Resposta(201, ver_cliente(request, id))


@router.patch(
    "/clientes/{int:id}/contatos/{int:contato_id}", response=ClienteApi, auth=EDITAR, summary="Alterar contato"
)
def alterar_contato(request: HttpRequest, id: int, contato_id: int, corpo: ContatoAlterado) -> ClienteApi:
    """Muda só os campos enviados. Um contato que vira o principal tira isso dos outros."""
    contato = _contato(request, id, contato_id)
    atuais = {nome: getattr(contato, nome) for nome in FormularioContato.base_fields}
    dados = limpo(FormularioContato({**atuais, **corpo.model_dump(mode="json", exclude_unset=True)}))
    salvar_contato(contato, dados, request.user)
    return ver_cliente(request, id)


@router.delete(
    "/clientes/{int:id}/contatos/{int:contato_id}", response={204: None}, auth=EDITAR, summary="Remover contato"
)
def remover_contato(request: HttpRequest, id: int, contato_id: int) -> Resposta:
    """Remove um telefone ou e-mail."""
    excluir_contato(_contato(request, id, contato_id), request.user)
    return Resposta(204, None)


def _contato(request: HttpRequest, cliente_id: int, contato_id: int) -> Contato:
    """Return a contact of a client that the user may see; raises 404."""
    cliente = um(Cliente.objects.all(), cliente_id, request.user)
    contato: Contato = um(cliente.contatos.all(), contato_id, request.user, sem_escopo=True)
    return contato


@router.post("/clientes/{int:id}/inativar", response=ClienteApi, auth=INATIVAR, summary="Inativar cadastro")
def inativar(request: HttpRequest, id: int, corpo: Motivo) -> ClienteApi:
    """Inativa o cadastro. Recusado enquanto há serviço não cancelado."""
    cliente = um(Cliente.objects.all(), id, request.user)
    inativar_cliente(cliente, request.user, motivo=corpo.motivo)
    return ver_cliente(request, id)


@router.post("/clientes/{int:id}/reativar", response=ClienteApi, auth=INATIVAR, summary="Reativar cadastro")
def reativar(request: HttpRequest, id: int) -> ClienteApi:
    """Reativa o cadastro."""
    reativar_cliente(um(Cliente.objects.all(), id, request.user), request.user)
    return ver_cliente(request, id)
