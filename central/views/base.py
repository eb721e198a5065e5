"""What every page of the portal shares: whose session it is, and nothing of the staff's."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from central.acoes import assinante_da_sessao
from central.acoes.sessao import DURACAO
from clientes.models import Cliente
from configuracao.models import Empresa
from hubsoft.core.middleware import como_usuario
from hubsoft.core.telas.respostas import url_segura

COOKIE, CAMINHO = "central", "/central/"
# The portal's own addresses are short; what somebody makes longer is not worth coming back to.
MAIOR_ENDERECO = 200


def quem_entrou(request: HttpRequest) -> Cliente | None:
    """Return the subscriber of the request's portal session, ``None`` when there is none."""
    token = request.COOKIES.get(COOKIE)
    return assinante_da_sessao(token) if token else None


def guardar_sessao(resposta: HttpResponse, token: str) -> HttpResponse:
    """Give the browser its token: out of reach of scripts, sent to the portal only."""
    resposta.set_cookie(
        COOKIE,
        token,
        max_age=int(DURACAO.total_seconds()),
        path=CAMINHO,
        secure=settings.COOKIES_SEGUROS,
        httponly=True,
        samesite="Lax",
    )
    return resposta


def esquecer_sessao(resposta: HttpResponse) -> HttpResponse:
    """Take the token from the browser."""
    resposta.delete_cookie(COOKIE, path=CAMINHO, samesite="Lax")
    return resposta


def proxima(request: HttpRequest) -> str:
    """Return where the subscriber was going: a page of the portal, else its first one."""
    inicio = reverse("central:contrato_lista")
    pedida = url_segura(request, request.POST.get("next") or request.GET.get("next"), inicio)
    return pedida if pedida.startswith(CAMINHO) and ".." not in pedida and len(pedida) <= MAIOR_ENDERECO else inicio


class PaginaView(View):
    """A page of the portal for anybody. A member of the staff signed in on the same browser is nobody here."""

    assinante: Cliente | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer in nobody's name of the staff; never from a cache."""
        self.assinante = quem_entrou(request)
        with como_usuario(None):
            try:
                resposta = self.responder(request, *args, **kwargs)
            except Http404:
                resposta = self.mostrar("central/nao_encontrada.html", 404)
        resposta.headers["Cache-Control"] = "no-store"
        return resposta

    def responder(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Go on to the method's handler."""
        return super().dispatch(request, *args, **kwargs)

    def mostrar(self, template: str, status: int = 200, **contexto: Any) -> HttpResponse:
        """Render a page with the provider's name and the subscriber's."""
        provedor = contexto.pop("provedor", None) or Empresa.objects.filter(ativa=True).order_by("pk").first()
        dados = {"provedor": provedor, "assinante": self.assinante, **contexto}
        return render(self.request, template, dados, status=status)


class AssinanteView(PaginaView):
    """A page for a subscriber who has signed in; anybody else goes to the sign-in page and comes back."""

    def responder(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let only a subscriber through."""
        if self.assinante is None:
            volta = request.get_full_path()
            cabe = request.method == "GET" and len(volta) <= MAIOR_ENDERECO
            destino, entrada = urlencode({"next": volta}) if cabe else "", reverse("central:entrar")
            return HttpResponseRedirect(f"{entrada}?{destino}" if destino else entrada)
        return super().responder(request, *args, **kwargs)
