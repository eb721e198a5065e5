"""POPs (R01)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest

from hubsoft.core.telas import ExcluirView, FormularioView, ListaView
from rede import acoes
from rede.filters import PopFiltro
from rede.forms.infraestrutura import FormularioPop
from rede.models import PontoPresenca
from rede.tables import PopTabela

VER, EDITAR = "rede.ver_pop", "rede.editar_pop"


class PopLista(ListaView):
    """POPs and how much equipment stands in each."""

    permissao = VER
    titulo = "POPs"
    icone = "building-broadcast-tower"
    tabela = PopTabela
    filtros = PopFiltro
    adicionar = ("rede:pop_adicionar", EDITAR, "Adicionar POP")
    vazio = "Nenhum POP cadastrado. Adicione o primeiro para poder cadastrar equipamentos."

    def get_queryset(self) -> QuerySet[PontoPresenca]:
        """Return the POPs."""
        return PontoPresenca.objects.select_related("cidade").annotate(total_equipamentos=Count("equipamentos"))


class PopFormulario(FormularioView):
    """Creates or changes a POP."""

    permissao = EDITAR
    modelo = PontoPresenca
    form_class = FormularioPop
    icone = "building-broadcast-tower"
    template_campos = "rede/pop/_campos.html"
    sucesso_url = "rede:pop_lista"
    sucesso_mensagem = "POP “{objeto}” salvo."
    cancelar_url = "rede:pop_lista"

    def get_titulo(self) -> str:
        """Return what the form does."""
        return "Editar POP" if self.campo_pk in self.kwargs else "Adicionar POP"

    def get_form_kwargs(self, objeto: Any) -> dict[str, Any]:
        """Add who asks."""
        return {**super().get_form_kwargs(objeto), "usuario": self.request.user}

    def executar(self, form: FormularioPop, objeto: PontoPresenca | None) -> PontoPresenca:
        """Save it."""
        return acoes.salvar_pop(form.cleaned_data, objeto)


class PopExcluir(ExcluirView):
    """Deletes a POP without equipment."""

    permissao = EDITAR
    modelo = PontoPresenca
    sucesso_url = "rede:pop_lista"

    def executar(self, objeto: PontoPresenca, request: HttpRequest) -> None:
        """Delete it."""
        acoes.excluir_pop(objeto)
