"""Clients: search, dashboard, cadastro."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat
from django.http import HttpRequest

from clientes import acoes
from clientes.busca import procurar
from clientes.consultas import ELIMINAR_TITULAR, em_andamento
from clientes.estados import ATIVOS, COBRAVEIS, SUSPENSOS
from clientes.filters import ClienteFiltro
from clientes.forms.cliente import (
    FormularioCadastro,
    FormularioContato,
    FormularioEndereco,
    inicial_do_endereco,
)
from clientes.forms.servico import FormularioMotivo
from clientes.models import Anonimizacao, Cliente, Contato, Endereco, GrupoCliente, ServicoCliente
from clientes.tables import ClienteTabela
from configuracao.models import Cidade
from hubsoft.core.documentos import formatar_documento
from hubsoft.core.prontas import Pronta
from hubsoft.core.telas import AbaView, AcaoView, DetalheView, ExcluirView, FormularioView, ListaView
from hubsoft.core.telas.opcoes import OpcoesView

VER, EDITAR = "clientes.ver_cliente", "clientes.editar_cliente"


def _resumo() -> dict[str, Pronta]:
    """Return what a list says of each client besides its own columns."""
    contatos = Contato.objects.filter(cliente=OuterRef("pk")).order_by("-principal", "id")
    abertos = (
        ServicoCliente.objects.filter(cliente=OuterRef("pk"), status__in=ATIVOS)
        .order_by()
        .values("cliente")
        .annotate(n=Count("pk"))
        .values("n")
    )
    # No joins: only the rows of the page pay for what hangs on them, after the sort.
    cidades = Cidade.objects.order_by().filter(pk=OuterRef("cidade_id"))
    grupos = GrupoCliente.objects.order_by().filter(pk=OuterRef("grupo_id"))
    expressoes = {
        "grupo_nome": Subquery(grupos.values("nome")[:1]),
        "cidade_nome": Subquery(cidades.annotate(c=Concat("nome", Value("/"), "uf")).values("c")[:1]),
        "contato_principal": Subquery(contatos.values("valor")[:1]),
        "servicos_ativos": Coalesce(Subquery(abertos), 0),
    }
    return {nome: Pronta(Cliente, expressao) for nome, expressao in expressoes.items()}


RESUMO = _resumo()


def com_resumo(clientes: QuerySet[Cliente]) -> QuerySet[Cliente]:
    """Return the clients with city, group, main contact and number of services not cancelled."""
    return clientes.defer("busca").annotate(**RESUMO)


class ClienteLista(ListaView):
    """The client search (C03)."""

    permissao = VER
    titulo = "Clientes"
    icone = "users"
    tabela = ClienteTabela
    filtros = ClienteFiltro
    adicionar = ("clientes:cliente_adicionar", "clientes.adicionar_cliente", "Adicionar cliente")
    vazio = "Nenhum cliente cadastrado. Adicione o primeiro."
    vazio_filtro = "Nenhum cliente encontrado. Procure por parte do nome, CPF/CNPJ, telefone, e-mail ou endereço."
    queryset = com_resumo(Cliente.objects.all())


class ClienteOpcoes(OpcoesView):
    """The remote picker of clients: active ones, by the same search."""

    permissao = VER

    def get_queryset(self) -> QuerySet[Cliente]:
        """Return active clients."""
        return Cliente.objects.filter(ativo=True).order_by("nome", "id")

    def procurar(self, queryset: QuerySet[Any], termo: str) -> QuerySet[Any]:
        """Use every registered source."""
        return procurar(queryset, termo) if termo else queryset

    def opcao(self, objeto: Cliente) -> dict[str, Any]:
        """Show the document below the name."""
        return {"id": objeto.pk, "texto": str(objeto), "detalhe": formatar_documento(objeto.cpf_cnpj)}


class ClienteDetalhe(DetalheView):
    """The client dashboard (C02): header with totals, tabs of every app."""

    permissao = VER
    queryset = Cliente.objects.select_related("grupo", "origem")
    pagina = "clientes.cliente"
    icone = "user"
    template_name = "clientes/cliente/detalhe.html"

    def get_dados(self, objeto: Cliente) -> dict[str, Any]:
        """Add contacts, city and the totals of the services."""
        totais = objeto.servicos.aggregate(
            ativos=Count("pk", filter=Q(status__in=ATIVOS)),
            suspensos=Count("pk", filter=Q(status__in=SUSPENSOS)),
            mensal=Sum("valor", filter=Q(status__in=COBRAVEIS)),
        )
        # Only of who is inactive: the page of the others asks nothing more.
        anonimizacao = None if objeto.ativo else Anonimizacao.objects.filter(cliente=objeto).first()
        return {
            "anonimizacao": anonimizacao,
            "eliminando": not objeto.ativo and em_andamento(ELIMINAR_TITULAR, objeto.pk),
            "contatos": list(objeto.contatos.all()),
            "endereco": objeto.enderecos.select_related("cidade").filter(servico__isnull=True).first(),
            "totais": {**totais, "mensal": totais["mensal"] or Decimal(0)},
        }


class ClienteCadastro(AbaView):
    """Tab Cadastro: the client's data, contacts, address."""

    permissao = VER
    queryset = Cliente.objects.select_related("grupo", "origem")
    template_name = "clientes/cliente/_cadastro.html"

    def get_dados(self, objeto: Cliente) -> dict[str, Any]:
        """Add contacts and address."""
        return {
            "contatos": list(objeto.contatos.all()),
            "endereco": objeto.enderecos.select_related("cidade").filter(servico__isnull=True).first(),
        }


class ClienteEditar(FormularioView):
    """Edits the cadastro."""

    permissao = EDITAR
    modelo = Cliente
    titulo = "Editar cadastro"
    icone = "user-edit"
    tamanho_modal = "xl"
    sucesso_url = "clientes:cliente_detalhe"
    sucesso_mensagem = "Cadastro de {objeto} salvo."

    def get_form(self, objeto: Cliente) -> FormularioCadastro:
        """Return the form filled with the client."""
        inicial = {nome: getattr(objeto, nome) for nome in FormularioCadastro.base_fields}
        dados = self.request.POST if self.request.method == "POST" else None
        return FormularioCadastro(dados, initial=inicial, usuario=self.request.user, cliente=objeto)

    def executar(self, form: FormularioCadastro, objeto: Cliente) -> Cliente:
        """Save."""
        return acoes.editar_cliente(objeto, form.cleaned_data)


class EnderecoEditar(FormularioView):
    """Edits the client's own address; those of a service: ``clientes.views.endereco``."""

    permissao = EDITAR
    titulo = "Editar endereço"
    icone = "map-pin"
    sucesso_mensagem = "Endereço salvo."

    queryset = Endereco.objects.select_related("cidade").filter(servico__isnull=True)

    def get_form(self, objeto: Endereco) -> FormularioEndereco:
        """Return the form filled with the address."""
        dados = self.request.POST if self.request.method == "POST" else None
        return FormularioEndereco(dados, initial=inicial_do_endereco(objeto), usuario=self.request.user)

    def executar(self, form: FormularioEndereco, objeto: Endereco) -> Endereco:
        """Save."""
        return acoes.editar_endereco(objeto, form.cleaned_data)


class ContatoNovo(FormularioView):
    """Adds a contact to the client of the URL."""

    permissao = EDITAR
    modelo = Cliente
    form_class = FormularioContato
    titulo = "Adicionar contato"
    icone = "phone-plus"
    tamanho_modal = "sm"
    sucesso_url = "clientes:cliente_detalhe"
    sucesso_mensagem = "Contato adicionado."

    def executar(self, form: FormularioContato, objeto: Cliente) -> Cliente:
        """Save."""
        acoes.salvar_contato(Contato(cliente=objeto), form.cleaned_data)
        return objeto


class ContatoEditar(FormularioView):
    """Edits a contact."""

    permissao = EDITAR
    form_class = FormularioContato
    titulo = "Editar contato"
    icone = "phone"
    tamanho_modal = "sm"
    sucesso_mensagem = "Contato salvo."
    modelo = Contato

    def get_inicial(self, objeto: Contato) -> dict[str, Any]:
        """Return the contact's values."""
        return {campo: getattr(objeto, campo) for campo in FormularioContato.base_fields}

    def executar(self, form: FormularioContato, objeto: Contato) -> Contato:
        """Save."""
        return acoes.salvar_contato(objeto, form.cleaned_data)


class ContatoExcluir(ExcluirView):
    """Removes a contact."""

    permissao = EDITAR
    titulo = "Remover contato"
    modelo = Contato

    def executar(self, objeto: Contato, request: HttpRequest) -> Contato:
        """Remove it."""
        acoes.excluir_contato(objeto)
        return objeto


class ClienteInativar(FormularioView):
    """Makes a client inactive, with the reason (C04)."""

    permissao = "clientes.inativar_cliente"
    modelo = Cliente
    titulo = "Inativar cadastro"
    icone = "user-off"
    tamanho_modal = "sm"
    rotulo_enviar = "Inativar"
    perigosa = True
    template_campos = "clientes/cliente/_inativar.html"
    sucesso_url = "clientes:cliente_detalhe"
    sucesso_mensagem = "Cadastro inativado."

    def get_form(self, objeto: Cliente) -> FormularioMotivo:
        """Ask for the reason."""
        return FormularioMotivo(self.request.POST if self.request.method == "POST" else None)

    def executar(self, form: FormularioMotivo, objeto: Cliente) -> Cliente:
        """Make it inactive."""
        return acoes.inativar_cliente(objeto, motivo=form.cleaned_data["motivo"])


class ClienteReativar(AcaoView):
    """Makes a client active again."""

    permissao = "clientes.inativar_cliente"
    modelo = Cliente
    titulo = "Reativar cadastro"
    icone = "user-check"
    confirmacao = "Reativar o cadastro de “{objeto}”?"
    rotulo_enviar = "Reativar"
    sucesso_url = "clientes:cliente_detalhe"
    sucesso_mensagem = "Cadastro reativado."

    def executar(self, objeto: Cliente, request: HttpRequest) -> Cliente:
        """Make it active."""
        return acoes.reativar_cliente(objeto)
