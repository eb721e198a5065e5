"""What every page knows."""

from typing import Any

from django.http import HttpRequest


def casa(request: HttpRequest) -> dict[str, Any]:
    """Return the menu of the user, hidden by permission, and the theme."""
    from hubsoft.core.menu import menu_do_usuario

    usuario = getattr(request, "user", None)
    return {"menu_casa": menu_do_usuario(usuario, request.path)} if usuario and usuario.is_authenticated else {}
