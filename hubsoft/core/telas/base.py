"""What every screen shares: permission, sign-in, city scope, errors of the business, messages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.views.generic import View

from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.pedido import PedidoDeUsuario
from hubsoft.core.telas.respostas import (
    anterior,
    avisar,
    eh_htmx,
    entregar_mensagens,
    ir_para,
    pagina_atual,
)

# Permission of screens that any signed-in user may open (own profile, own jobs, home). Every URL that uses it is
# listed by name in tests/core/test_permissoes_das_urls.py.
QUALQUER_USUARIO = "*"
MAIOR_ID = 2**63 - 1


def escopar(queryset: QuerySet[Any], usuario: Any, *, sem_escopo: bool) -> QuerySet[Any]:
    """Return the rows of ``queryset`` inside the user's city limit; fails closed.

    Raises :class:`ImproperlyConfigured` when the queryset has no ``visiveis_para`` and the screen does not say
    ``sem_escopo = True``.
    """
    if sem_escopo:
        return queryset
    visiveis = getattr(queryset, "visiveis_para", None)
    if visiveis is None:
        raise ImproperlyConfigured(
            f"{queryset.model.__name__} has no visiveis_para(usuario); say sem_escopo = True if its rows have no city"
        )
    return visiveis(usuario)


class DeUsuario(View):
    """A view, or a part of one, that only a signed-in person reaches."""

    request: PedidoDeUsuario


class TelaView(DeUsuario):
    """A screen, with the permission it asks for.

    ``permissao``: "app.codename", or :data:`QUALQUER_USUARIO`. Anonymous requests go to the sign-in page (HTMX ones
    by ``HX-Redirect``); without the permission the answer is 403. ``ErroDeNegocio`` never becomes a 500.
    """

    permissao: ClassVar[str] = ""
    titulo: str = ""
    icone: str = ""
    template_name: str = ""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Return the view function; raises :class:`ImproperlyConfigured` when no permission is declared."""
        if not (initkwargs.get("permissao") or cls.permissao):
            raise ImproperlyConfigured(f"{cls.__module__}.{cls.__qualname__} must declare permissao")
        return super().as_view(**initkwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check who asks, run the handler, turn business errors into answers."""
        if not request.user.is_authenticated:
            return self._pedir_login(request)
        if not self.tem_permissao(request):
            raise PermissionDenied
        try:
            resposta = super().dispatch(request, *args, **kwargs)
        except ErroDeNegocio as erro:
            resposta = self.responder_erro(erro)
        return entregar_mensagens(request, resposta) if isinstance(resposta, HttpResponse) else resposta

    def tem_permissao(self, request: HttpRequest) -> bool:
        """Whether the user may open this screen."""
        return self.permissao == QUALQUER_USUARIO or request.user.has_perm(self.permissao)

    def _pedir_login(self, request: HttpRequest) -> HttpResponse:
        destino = redirect_to_login(pagina_atual(request), resolve_url("configuracao:entrar"))
        return ir_para(request, destino.url) if eh_htmx(request) else destino

    def responder_erro(self, erro: ErroDeNegocio) -> HttpResponse:
        """Answer a refusal of the business that no form caught: a toast, or a message on the page before."""
        if eh_htmx(self.request):
            resposta = HttpResponse(status=422, headers={"HX-Reswap": "none"})
            return avisar(resposta, erro.mensagem, "erro")
        messages.error(self.request, erro.mensagem)
        return ir_para(self.request, anterior(self.request))

    def get_titulo(self) -> str:
        """Return the page's title."""
        return self.titulo

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Return the template's context."""
        return {"tela": self, "titulo": self.get_titulo(), "icone": self.icone, **extra}

    def renderizar(self, contexto: dict[str, Any], *, template: str | None = None, status: int = 200) -> HttpResponse:
        """Render a template with the context."""
        return render(self.request, template or self.template_name, contexto, status=status)


class ComQueryset(DeUsuario):
    """A screen over rows: ``queryset`` or ``modelo``, with city scope."""

    kwargs: dict[str, Any]
    queryset: QuerySet[Any] | None = None
    modelo: type[Model] | None = None
    sem_escopo: bool = False
    campo_pk: str = "pk"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows of the screen before the city scope."""
        if self.queryset is not None:
            return self.queryset.all()
        if self.modelo is not None:
            return self.modelo._default_manager.all()
        raise ImproperlyConfigured(f"{type(self).__name__} needs queryset, modelo or get_queryset()")

    def get_queryset_visivel(self) -> QuerySet[Any]:
        """Return the rows that the user may see."""
        return escopar(self.get_queryset(), self.request.user, sem_escopo=self.sem_escopo)

    def get_objeto(self) -> Any:
        """Return the row named by the URL; raises 404 outside the user's limit, as if it did not exist."""
        pk = self.kwargs[self.campo_pk]
        if isinstance(pk, int) and pk > MAIOR_ID:
            raise Http404
        objeto = self.get_queryset_visivel().filter(pk=pk).first()
        if objeto is None:
            raise Http404("Registro não encontrado.")
        return objeto
