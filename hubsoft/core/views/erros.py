"""The pages of what no screen could answer."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

ESPERA = 10  # seconds after which the browser may ask again


def erro_do_servidor(request: HttpRequest) -> HttpResponse:
    """Answer an exception that nobody caught: 503 while the database does not answer, else 500.

    Nothing here may ask the database: who is signed in is not known.
    """
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        # Only a GET is repeated by itself: sending a form twice is for a person to decide.
        contexto = {"repetir": request.get_full_path() if request.method == "GET" else "", "espera": ESPERA}
        return HttpResponse(render_to_string("503.html", contexto), status=503, headers={"Retry-After": str(ESPERA)})
    return server_error(request)
