"""Detail pages with lazy tabs, and fragments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify

from hubsoft.core.registro import Aba, AcaoMenu, registro
from hubsoft.core.telas.base import MAIOR_ID, ComQueryset, TelaView, escopar
from hubsoft.core.telas.enderecos import endereco
from hubsoft.core.telas.lista import ListaView
from hubsoft.core.telas.respostas import eh_htmx, pagina_em_volta


@dataclass(frozen=True, slots=True)
class AbaVisivel:
    """A tab as the page shows it."""

    chave: str
    rotulo: str
    icone: str
    url: str


def abas_de(pagina: str, objeto: Any, usuario: Any) -> list[AbaVisivel]:
    """Return the registered tabs of a page that the user may see."""
    return [
        AbaVisivel(slugify(aba.rotulo), aba.rotulo, aba.icone, endereco(aba.url, objeto.pk))
        for aba in registro.todos(Aba)
        if aba.pagina == pagina and usuario.has_perm(aba.permissao)
    ]


def acoes_de(pagina: str, objeto: Any, usuario: Any) -> list[dict[str, Any]]:
    """Return the registered actions valid for the record that the user may run, with their addresses."""
    return [
        {"acao": acao, "url": endereco(acao.url, objeto.pk) + (f"?aba={acao.aba}" if acao.aba else "")}
        for acao in registro.todos(AcaoMenu)
        if acao.pagina == pagina
        and usuario.has_perm(acao.permissao)
        and (acao.disponivel is None or acao.disponivel(objeto))
    ]


class DetalheView(ComQueryset, TelaView):
    """One record: header, summary, tabs loaded when opened (``?aba=``), action menu.

    ``pagina`` names it in the registry. Templates extend ``componentes/detalhe.html`` (blocks ``cabecalho``,
    ``resumo``, ``acoes``). The header refreshes itself on the event ``atualizar``.
    """

    pagina: str = ""
    template_name = "componentes/detalhe.html"

    def get_dados(self, objeto: Any) -> dict[str, Any]:
        """Return what the template needs besides ``objeto``."""
        return {}

    def get_titulo(self) -> str:
        """Return the title: ``titulo`` with ``{objeto}`` replaced, or the record's text."""
        return self.titulo.replace("{objeto}", str(self.objeto)) if self.titulo else str(self.objeto)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        self.objeto = self.get_objeto()
        abas = abas_de(self.pagina, self.objeto, request.user)
        pedida = request.GET.get("aba", "")
        ativa = next((aba for aba in abas if aba.chave == pedida), abas[0] if abas else None)
        contexto = self.get_contexto(
            objeto=self.objeto,
            abas=abas,
            aba_ativa=ativa,
            acoes=acoes_de(self.pagina, self.objeto, request.user),
            **self.get_dados(self.objeto),
        )
        return self.renderizar(contexto)


class _Fragmento(TelaView):
    """A piece of HTML that also opens as a page from its URL."""

    template_pagina = "componentes/fragmento_pagina.html"

    def responder(self, contexto: dict[str, Any]) -> HttpResponse:
        """Render the fragment alone for HTMX, inside the house's frame for a browser."""
        if eh_htmx(self.request):
            return self.renderizar(contexto)
        return self.renderizar({**contexto, "template_fragmento": self.template_name}, template=self.template_pagina)


class FragmentoView(_Fragmento):
    """A fragment without a record: home panels, lookups. Subclasses give ``template_name`` and :meth:`get_dados`."""

    def get_dados(self) -> dict[str, Any]:
        """Return what the template needs."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the fragment."""
        return self.responder(self.get_contexto(**self.get_dados()))


class AbaView(ComQueryset, _Fragmento):
    """A tab: ``queryset`` is the parent's, with its scope; ``template_name`` gets ``objeto`` and the data."""

    def get_dados(self, objeto: Any) -> dict[str, Any]:
        """Return what the template needs besides ``objeto``."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the tab."""
        self.objeto = self.get_objeto()
        return self.responder(self.get_contexto(objeto=self.objeto, **self.get_dados(self.objeto)))


class AbaListaView(ListaView):
    """A list inside a tab: rows of one parent (``queryset_pai``, scoped), with all that a list does.

    Subclasses write ``get_queryset`` from ``self.pai``. The page's URL stays the parent's.
    """

    queryset_pai: QuerySet[Any] | None = None
    pai_sem_escopo: bool = False
    id_lista = "lista-aba"

    @cached_property
    def pai(self) -> Any:
        """The parent record; raises 404 outside the user's limit."""
        if self.queryset_pai is None:
            raise ImproperlyConfigured(f"{type(self).__name__} needs queryset_pai")
        visiveis = escopar(self.queryset_pai.all(), self.request.user, sem_escopo=self.pai_sem_escopo)
        pai = visiveis.filter(pk=self.kwargs["pk"]).first() if self.kwargs["pk"] <= MAIOR_ID else None
        if pai is None:
            raise Http404("Registro não encontrado.")
        return pai

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Add the parent as ``pai``."""
        return super().get_contexto(pai=self.pai, **extra)

    def template_pedido(self) -> str:
        """Return the list's part for the tab, the whole page for a browser."""
        pedido = super().template_pedido()
        return self.template_corpo if eh_htmx(self.request) and pedido == self.template_name else pedido

    def refletir_na_url(self, resposta: HttpResponse) -> None:
        """Leave the parent's address, unless the list is shown as a page of its own."""
        if pagina_em_volta(self.request).partition("?")[0] == self.request.path:
            super().refletir_na_url(resposta)
