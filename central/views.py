"""The page for the blocked (R07): reached without a login, from the pool of the suspended."""

from __future__ import annotations

import ipaddress
import logging
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from central.consultas import bloqueado

log = logging.getLogger(__name__)
PEDIDOS_POR_MINUTO = 30


def ip_do_assinante(request: HttpRequest) -> str | None:
    """Return the address that asks: the direct peer, or what a trusted proxy (``PROXIES_CONFIAVEIS``) says it was."""
    par = _endereco(request.META.get("REMOTE_ADDR", ""))
    if par is None:
        return None
    if any(par in ipaddress.ip_network(rede) for rede in settings.PROXIES_CONFIAVEIS):
        # The proxy appends whom it saw: what comes before was written by the browser.
        par = _endereco(request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip())
    return str(par) if par is not None else None


def _endereco(texto: str) -> Any:
    try:
        return ipaddress.ip_address(texto)
    except ValueError:
        return None


def _demais(ip: str) -> bool:
    """Whether the address asked too often in the last minute; a cache that is down stops nobody."""
    chave = f"central:aviso:{ip}"
    try:
        cache.add(chave, 0, 60)
        return int(cache.incr(chave)) > PEDIDOS_POR_MINUTO
    except Exception:
        log.warning("cache fora do ar: a página de aviso fica sem limite de pedidos", exc_info=True)
        return False


class Aviso(View):
    """Tells a blocked subscriber why and how to pay; tells anybody else nothing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the page."""
        ip = ip_do_assinante(request)
        if ip is not None and _demais(ip):
            resposta = render(request, "central/aviso.html", {"demais": True}, status=429)
            resposta.headers["Retry-After"] = "60"
        else:
            resposta = render(request, "central/aviso.html", {"bloqueado": bloqueado(ip) if ip else None})
        resposta.headers["Cache-Control"] = "no-store"
        return resposta
