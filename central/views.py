"""The page for the blocked (R07): reached without a login, from the pool of the suspended."""

from __future__ import annotations

import logging

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from central.consultas import bloqueado, provedor
from hubsoft.core.middleware import ip_do_cliente

log = logging.getLogger(__name__)
PEDIDOS_POR_MINUTO = 30


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
        ip = ip_do_cliente(request)
        if ip is not None and _demais(ip):
            resposta = render(request, "central/aviso.html", {"demais": True}, status=429)
            resposta.headers["Retry-After"] = "60"
        else:
            quem = bloqueado(ip) if ip else None
            resposta = render(request, "central/aviso.html", {"bloqueado": quem, "provedor": provedor(quem)})
        resposta.headers["Cache-Control"] = "no-store"
        return resposta
