"""Kinds of service order."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest

from atendimento import acoes
from atendimento.forms import FormularioTipo
from atendimento.models import TipoOrdemServico
from atendimento.tables import TipoTabela
from clientes.filters import NomeFiltro
from hubsoft.core.telas import ExcluirView, FormularioView, ListaView

EDITAR = "atendimento.editar_tipo_ordem"


class TipoLista(ListaView):
    """Kinds of order."""

    permissao = EDITAR
    sem_escopo = True
    titulo = "Tipos de OS"
    icone = "tags"
    tabela = TipoTabela
    filtros = NomeFiltro
    adicionar = ("atendimento:tipo_ordem_adicionar", EDITAR, "Adicionar tipo")
    adicionar_modal = True
    vazio = "Nenhum tipo de ordem de serviço. Cadastre ao menos “Instalação”, que a venda usa."

    def get_queryset(self) -> QuerySet[TipoOrdemServico]:
        """Return the kinds with how many orders have each."""
        return TipoOrdemServico.objects.annotate(
            usos=Count("ordens"),
            url_editar=Value("atendimento:tipo_ordem_editar"),
            url_excluir=Value("atendimento:tipo_ordem_excluir"),
        ).order_by("nome")


class TipoFormulario(FormularioView):
    """Creates or renames a kind."""

    permissao = EDITAR
    sem_escopo = True
    modelo = TipoOrdemServico
    form_class = FormularioTipo
    titulo = "Tipo de OS"
    tamanho_modal = "sm"
    sucesso_url = "atendimento:tipo_ordem_lista"
    sucesso_mensagem = "“{objeto}” salvo."

    def get_inicial(self, objeto: Any) -> dict[str, Any]:
        """Return the kind's name."""
        return {"nome": objeto.nome} if objeto else {}

    def executar(self, form: FormularioTipo, objeto: TipoOrdemServico | None) -> TipoOrdemServico:
        """Save."""
        return acoes.salvar_tipo(objeto or TipoOrdemServico(), form.cleaned_data["nome"])


class TipoExcluir(ExcluirView):
    """Deletes a kind that no order has."""

    permissao = EDITAR
    sem_escopo = True
    modelo = TipoOrdemServico
    sucesso_url = "atendimento:tipo_ordem_lista"

    def executar(self, objeto: TipoOrdemServico, request: HttpRequest) -> TipoOrdemServico:
        """Delete it."""
        acoes.excluir_tipo(objeto)
        return objeto
