"""Middleware of the house and what it knows about the current request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_usuario: ContextVar[Any] = ContextVar("usuario_atual", default=None)


def usuario_atual() -> Any:
    """Return the user of the current request or job, or ``None``."""
    return _usuario.get()


@contextmanager
def como_usuario(usuario: Any) -> Iterator[None]:
    """Make ``usuario`` the current one inside the block (jobs, commands, tests)."""
    marca = _usuario.set(usuario)
    try:
        yield
    finally:
        _usuario.reset(marca)


class UsuarioAtualMiddleware:
    """Remembers who asks, so that history knows without passing the request down."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with its user as the current one."""
        usuario = request.user if request.user.is_authenticated else None
        with como_usuario(usuario):
            return self.get_response(request)


def ip_do_cliente(request: HttpRequest) -> str | None:
    """Return the address of who asks, ``None`` when the server does not know it (unix socket).

    It is the direct peer. Only for a peer in ``PROXIES_CONFIAVEIS`` it is what that proxy says: the last entry of
    ``X-Forwarded-For``, which it appended itself. What comes before was written by the browser and is never read. A
    trusted proxy that says no address gives ``None``.
    """
    par = _endereco(request.META.get("REMOTE_ADDR", ""))
    if par is not None and any(par in rede for rede in redes_confiaveis(tuple(settings.PROXIES_CONFIAVEIS))):
        par = _endereco(request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1])
    return None if par is None else str(par)


def _endereco(texto: str) -> IPv4Address | IPv6Address | None:
    """Return the address; that of IPv4 inside IPv6 (a socket of both) as IPv4, one with a zone or port as none."""
    try:
        endereco = ip_address(texto.strip())
    except ValueError:
        return None
    if isinstance(endereco, IPv6Address):
        return None if endereco.scope_id else endereco.ipv4_mapped or endereco
    return endereco


@cache
def redes_confiaveis(textos: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    """Return the networks of ``PROXIES_CONFIAVEIS``; raises ``ValueError`` for what is none."""
    return [ip_network(texto.strip()) for texto in textos]
