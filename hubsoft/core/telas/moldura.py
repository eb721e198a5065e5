"""The frame around every page: what does not change from one page to the next is drawn once.

Kept by what it is made of, never by who asks.
"""

from __future__ import annotations

import secrets
from functools import cache, lru_cache
from typing import Any

from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

# Stands in for the token of each answer; nobody can have it in a name.
_MARCA = secrets.token_hex(16)


@cache
def cabeca() -> SafeString:
    """Return the styles and scripts of every page."""
    return render_to_string("componentes/_cabeca.html")


def topo(request: Any) -> SafeString:
    """Return the top bar of a signed-in person."""
    usuario = request.user
    campo = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    return SafeString(_topo(usuario.nome, str(usuario), usuario.login).replace(_MARCA, campo))


@lru_cache(maxsize=512)
def _topo(nome: str, como_se_mostra: str, login: str) -> str:
    return render_to_string(
        "componentes/_topo.html",
        {"inicial": (nome or login)[:1].upper(), "nome": como_se_mostra, "login": login, "campo_csrf": _MARCA},
    )
