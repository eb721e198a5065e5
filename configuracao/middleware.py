"""Keeps when each session was last seen; sends who must do something first to do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from configuracao.acoes.exigencias import NADA, SENHA, conferir_sessao
from configuracao.acoes.sessoes import ver_sessao
from hubsoft.core.telas.respostas import ir_para

# What may be opened while something is pending.
ONDE_SE_RESOLVE = frozenset(
    {"configuracao:senha_trocar", "configuracao:segundo_fator_ativar", "configuracao:sair", "core:tema", "saude"}
)


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


class ExigenciasMiddleware:
    """Sends who must change the password or enrol the second factor there, from every other page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer instead of the view while something is pending."""
        onde = request.resolver_match.view_name if request.resolver_match else ""
        if onde in ONDE_SE_RESOLVE or not request.user.is_authenticated:
            return None
        pendente = conferir_sessao(request.user, request.session)
        if pendente == NADA:
            return None
        destino = "configuracao:senha_trocar" if pendente == SENHA else "configuracao:segundo_fator_ativar"
        return ir_para(request, resolve_url(destino))
