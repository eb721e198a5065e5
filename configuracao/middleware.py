"""Keeps when each session was last seen."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from configuracao.acoes.sessoes import ver_sessao


class SessaoVistaMiddleware:
    """Marks the session of each signed-in request as used, writing at most once a minute a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, then mark its session."""
        resposta = self.get_response(request)
        chave = request.session.session_key
        if chave and request.user.is_authenticated:
            ver_sessao(chave)
        return resposta
