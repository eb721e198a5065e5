"""The request of a screen, for the type checker: somebody is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    # What AUTH_USER_MODEL names; a lower layer cannot import the model itself.
    from django.contrib.auth.models import _User


class PedidoDeUsuario(HttpRequest):
    """A request whose ``user`` is a signed-in person, never the anonymous one.

    ``TelaView`` sends everybody else to the sign-in page before a handler runs, so inside a screen ``self.request`` is
    of this type. Nothing is ever made of this class: it only says what Django's request is by then.
    """

    user: _User
