"""Sources of the client search (C03)."""

from __future__ import annotations

from atendimento.models import OrdemServico
from hubsoft.core.expressoes import comeco
from hubsoft.core.prontas import ConsultaPronta, VetorPronto
from hubsoft.core.protocolo import prefixo_da_busca

_POR_PROTOCOLO = ConsultaPronta(
    lambda protocolo: OrdemServico.objects.filter(protocolo__parecido=protocolo).values("servico__cliente_id")
)


def por_protocolo(termo: str) -> VetorPronto | None:
    """Clients of a service order whose protocolo begins with the digits typed (more of them than its day)."""
    digitos = prefixo_da_busca(termo)
    if digitos is None:
        return None
    return _POR_PROTOCOLO.vetor(comeco(digitos))
