"""Sources of the client search (C03)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from atendimento.models import OrdemServico
from hubsoft.core.protocolo import prefixo_da_busca


def por_protocolo(termo: str) -> QuerySet[Any] | None:
    """Clients of a service order whose protocolo begins with the digits typed (more of them than its day)."""
    digitos = prefixo_da_busca(termo)
    if digitos is None:
        return None
    return OrdemServico.objects.filter(protocolo__startswith=digitos).values("servico__cliente_id")
