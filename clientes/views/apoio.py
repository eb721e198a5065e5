"""The small tables: groups of clients and plans, origins."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Model, QuerySet, Value
from django.http import HttpRequest

from clientes import acoes
from clientes.filters import NomeFiltro
from clientes.forms.plano import FormularioNome
from clientes.models import GrupoCliente, GrupoPlano, MotivoCancelamento, OrigemCliente
from clientes.tables import GrupoClienteTabela, GrupoPlanoTabela, MotivoTabela, OrigemClienteTabela
from hubsoft.core.telas import ExcluirView, FormularioView, ListaView

EDITAR = "clientes.editar_apoio"


class _Lista(ListaView):
    permissao = EDITAR
    sem_escopo = True
    filtros = NomeFiltro
    adicionar_modal = True
    uso = ""
    nome_url = ""

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows with how many others point to each, and the URL names of their buttons."""
        return (
            super()
            .get_queryset()
            .annotate(
                usos=Count(self.uso),
                url_editar=Value(f"clientes:{self.nome_url}_editar"),
                url_excluir=Value(f"clientes:{self.nome_url}_excluir"),
            )
            .order_by("nome")
        )


class GrupoClienteLista(_Lista):
    """Groups of clients."""

    modelo = GrupoCliente
    titulo = "Grupos de clientes"
    icone = "users-group"
    tabela = GrupoClienteTabela
    uso = "clientes"
    nome_url = "grupo_cliente"
    adicionar = ("clientes:grupo_cliente_adicionar", EDITAR, "Adicionar grupo")
    vazio = "Nenhum grupo de clientes."


class MotivoCancelamentoLista(_Lista):
    """Reasons for cancelling (C16)."""

    modelo = MotivoCancelamento
    titulo = "Motivos de cancelamento"
    icone = "circle-x"
    tabela = MotivoTabela
    uso = "protocolos"
    nome_url = "motivo_cancelamento"
    adicionar = ("clientes:motivo_cancelamento_adicionar", EDITAR, "Adicionar motivo")
    vazio = "Nenhum motivo. Cadastre por que os clientes cancelam: mudança, preço, outro provedor…"


class OrigemClienteLista(_Lista):
    """Origins of clients."""

    modelo = OrigemCliente
    titulo = "Origens de clientes"
    icone = "route"
    tabela = OrigemClienteTabela
    uso = "clientes"
    nome_url = "origem_cliente"
    adicionar = ("clientes:origem_cliente_adicionar", EDITAR, "Adicionar origem")
    vazio = "Nenhuma origem. Cadastre de onde vêm os clientes: indicação, site, rádio…"


class GrupoPlanoLista(_Lista):
    """Groups of plans."""

    modelo = GrupoPlano
    titulo = "Grupos de planos"
    icone = "folders"
    tabela = GrupoPlanoTabela
    uso = "planos"
    nome_url = "grupo_plano"
    adicionar = ("clientes:grupo_plano_adicionar", EDITAR, "Adicionar grupo")
    vazio = "Nenhum grupo de planos."


class ApoioFormulario(FormularioView):
    """Creates or changes a row that has only a name; ``modelo`` comes from the URL."""

    permissao = EDITAR
    sem_escopo = True
    form_class = FormularioNome
    tamanho_modal = "sm"
    sucesso_mensagem = "“{objeto}” salvo."

    def get_inicial(self, objeto: Any) -> dict[str, Any]:
        """Return the row's name."""
        return {"nome": objeto.nome} if objeto else {}

    def executar(self, form: FormularioNome, objeto: Any) -> Any:
        """Save."""
        assert self.modelo is not None  # noqa: S101 (the URL gives it)
        return acoes.salvar_apoio(objeto or self.modelo(), form.cleaned_data)


class ApoioExcluir(ExcluirView):
    """Deletes a row that nothing uses."""

    permissao = EDITAR
    sem_escopo = True

    def executar(self, objeto: Model, request: HttpRequest) -> Model:
        """Delete it."""
        acoes.excluir_apoio(objeto)
        return objeto
