"""What a request tells about the browser that made it."""

from __future__ import annotations

from django.http import HttpRequest

# The first name found wins: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
NAVEGADORES = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SISTEMAS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def assinatura(request: HttpRequest) -> str:
    """Return the ``User-Agent``, cut to what the tables hold."""
    return request.META.get("HTTP_USER_AGENT", "").replace("\x00", "")[:300]


def nome_do_navegador(texto: str) -> str:
    """Return a ``User-Agent`` as people name it: "Chrome no Windows"."""
    navegador = next((nome for marca, nome in NAVEGADORES if marca in texto), "")
    sistema = next((nome for marca, nome in SISTEMAS if marca in texto), "")
    if navegador and sistema:
        return f"{navegador} no {sistema}"
    return navegador or sistema or "Navegador desconhecido"
