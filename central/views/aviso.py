"""The page for the blocked (R07): reached without a login, from the pool of the suspended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from central.consultas import bloqueado, provedor
from central.limite import demais
from hubsoft.core.middleware import ip_do_cliente

PEDIDOS_POR_MINUTO = 30


class Aviso(View):
    """Tells a blocked subscriber why and how to pay; tells anybody else nothing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the page."""
        ip = ip_do_cliente(request)
        if demais("aviso", ip, PEDIDOS_POR_MINUTO):
            resposta = render(request, "central/aviso.html", {"demais": True}, status=429)
            resposta.headers["Retry-After"] = "60"
        else:
            quem = bloqueado(ip) if ip else None
            resposta = render(request, "central/aviso.html", {"bloqueado": quem, "provedor": provedor(quem)})
        resposta.headers["Cache-Control"] = "no-store"
        return resposta
