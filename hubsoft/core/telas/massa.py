"""Actions on many rows of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import QueryDict

from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas.base import MAIOR_ID, DeUsuario

if TYPE_CHECKING:
    from hubsoft.core.telas.lista import ListaView

CONFIRMADO = "confirmado"
ALGARISMOS = len(str(MAIOR_ID))


@dataclass(frozen=True, slots=True)
class AcaoEmMassa:
    """A button shown when rows are selected.

    ``url``: URL name of an ``AcaoView`` or ``FormularioView`` that says ``lista = TheListView``, without arguments, or
    with the parent's key where the list is of one parent (``ListaView.get_massa_url``); it gets a POST with ``ids`` or
    with ``todos=1`` and the list's query in ``filtro``. ``perigosa``: red.
    """

    chave: str
    rotulo: str
    url: str
    permissao: str
    icone: str = ""
    perigosa: bool = False


class ComSelecao(DeUsuario):
    """A view that a bulk action calls: ``lista`` is the list's class; :meth:`selecionados` the rows chosen there."""

    kwargs: dict[str, Any]
    lista: type[ListaView] | None = None

    def selecionados(self) -> QuerySet[Any]:
        """Return the selected rows: inside the user's scope, and with ``todos`` inside the list's filter.

        Raises :class:`ErroDeNegocio` when nothing was selected.
        """
        if self.lista is None:
            raise ImproperlyConfigured(f"{type(self).__name__} must declare lista to read a selection")
        dados = self.request.POST
        todos = dados.get("todos") == "1"
        filtro = QueryDict(dados.get("filtro", "")) if todos else QueryDict()
        tela = self.lista.para_usuario(self.request, filtro, **self.kwargs)
        if todos:
            return tela.get_filtrados()
        cabem = (i for i in dados.getlist("ids") if i.isascii() and i.isdigit() and len(i) <= ALGARISMOS)
        ids = [int(i) for i in cabem if int(i) <= MAIOR_ID]
        if not ids:
            raise ErroDeNegocio("Nenhum registro selecionado. Marque ao menos uma linha da lista e tente de novo.")
        return tela.get_queryset_visivel().filter(pk__in=ids)

    def contexto_selecao(self) -> dict[str, Any]:
        """Return what the dialog shows and sends back: how many, and the hidden fields that name them."""
        if self.lista is None:
            return {}
        dados = self.request.POST
        campos = [("ids", i) for i in dados.getlist("ids")] if dados.get("todos") != "1" else [("todos", "1")]
        if dados.get("todos") == "1":
            campos.append(("filtro", dados.get("filtro", "")))
        return {"selecao_total": self.selecionados().count(), "selecao_campos": [*campos, (CONFIRMADO, "1")]}

    def falta_confirmar(self) -> bool:
        """Whether this POST only asks for the dialog of a bulk action."""
        return self.lista is not None and CONFIRMADO not in self.request.POST
