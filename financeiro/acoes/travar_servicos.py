"""The lock that suspension, payment and desbloqueio take before they look at a service."""

from __future__ import annotations

from django.db.models import QuerySet

from clientes.models import ServicoCliente


def travar(servicos: QuerySet[ServicoCliente]) -> None:
    """Lock services in the order of their ids until the end of the transaction, so that nobody changes their state."""
    # Not the key: rows that only refer to a service (charges, tickets) are written meanwhile.
    list(servicos.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
