"""The city limit as a list of client ids, for lower apps whose rows name a client by id alone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from clientes.models import Cliente


def clientes_visiveis(usuario: Any) -> QuerySet[Any]:
    """Return one column: the ids of the clients that the user may see."""
    return Cliente.objects.visiveis_para(usuario).values("pk")
