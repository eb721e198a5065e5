"""Middleware of the house and what it knows about the current request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

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


def ip_do_cliente(request: HttpRequest) -> str:
    """Return the address of the browser: the direct peer (the proxy sets it through gunicorn's forwarded-allow-ips)."""
    return str(request.META.get("REMOTE_ADDR", ""))
