"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

TEMA_DO_BOOTSTRAP = {"claro": "light", "escuro": "dark"}


def casa(request: HttpRequest) -> dict[str, Any]:
    """Return the user's theme, and (once the page asks) the menu and the trail to where one is."""
    from django.utils.functional import SimpleLazyObject

    from hubsoft.core.menu import menu_do_usuario

    usuario = getattr(request, "user", None)
    if usuario is None or not usuario.is_authenticated:
        return {"tema_usuario": "auto", "tema_bootstrap": "light"}
    return {
        # Fragments never draw the menu, so it is only made when asked for.
        "menu_casa": SimpleLazyObject(lambda: menu_do_usuario(usuario, request.path)),
        "tema_usuario": usuario.tema,
        "tema_bootstrap": TEMA_DO_BOOTSTRAP.get(usuario.tema, "light"),
    }
