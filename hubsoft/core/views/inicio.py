"""Home, global search, theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from hubsoft.core.busca_global import MENOR_TERMO, procurar_clientes
from hubsoft.core.menu import procurar_no_menu
from hubsoft.core.preferencias import guardar_tema
from hubsoft.core.registro import PainelInicio, registro
from hubsoft.core.telas import QUALQUER_USUARIO, TelaView, ir_para
from hubsoft.core.telas.respostas import anterior, disparar, eh_htmx


@dataclass(frozen=True, slots=True)
class PainelVisivel:
    """A home panel with the address that answers it."""

    painel: PainelInicio
    url: str


def paineis_do_usuario(usuario: Any) -> list[PainelVisivel]:
    """Return the panels that the user may see."""
    visiveis = []
    for painel in registro.todos(PainelInicio):
        if painel.permissao == QUALQUER_USUARIO or usuario.has_perm(painel.permissao):
            try:
                visiveis.append(PainelVisivel(painel, reverse(painel.url)))
            except NoReverseMatch:
                continue
    return visiveis


def saudacao_da_hora(hora: int) -> str:
    """Return the greeting people use at that hour (0 to 23)."""
    if 5 <= hora < 12:
        return "Bom dia"
    return "Boa tarde" if 12 <= hora < 18 else "Boa noite"


class InicioView(TelaView):
    """The home page: panels of the apps, each loaded when the page is shown."""

    permissao = QUALQUER_USUARIO
    titulo = "Início"
    icone = "home"
    template_name = "core/inicio.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the page."""
        agora = timezone.localtime()
        contexto = self.get_contexto(
            paineis=paineis_do_usuario(request.user), hoje=agora, saudacao=saudacao_da_hora(agora.hour)
        )
        return self.renderizar(contexto)


class BuscaGlobalView(TelaView):
    """Results of the top bar's search box while one types; also a page of its own."""

    permissao = QUALQUER_USUARIO
    titulo = "Busca"
    icone = "search"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show clients and menu entries that match ``q``."""
        termo = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        contexto = self.get_contexto(
            termo=termo,
            curto=len(termo) < MENOR_TERMO,
            clientes=procurar_clientes(request.user, termo),
            entradas=procurar_no_menu(request.user, termo),
        )
        return self.renderizar(contexto, template="core/_busca.html" if eh_htmx(request) else "core/busca.html")


class TemaView(TelaView):
    """Remembers the user's theme."""

    permissao = QUALQUER_USUARIO

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep ``tema`` and have the browser change to it."""
        tema = request.POST.get("tema", "")
        guardar_tema(request.user, tema)
        if eh_htmx(request):
            return disparar(HttpResponse(status=204), mudarTema={"tema": tema})
        return ir_para(request, anterior(request))
