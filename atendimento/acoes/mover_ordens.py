"""The open service orders of a service go with it into the one that takes its place (C17, C18)."""

from __future__ import annotations

from typing import Any

from atendimento.acoes.ordem_servico import ABERTAS
from atendimento.models import OrdemServico
from clientes.models import ServicoCliente


def mover_ordens(de: ServicoCliente, para: ServicoCliente, usuario: Any) -> list[str]:
    """Move the orders that are open; those closed are of the service where the work was done."""
    abertas = OrdemServico.objects.select_for_update(of=("self",)).filter(servico=de, status__in=ABERTAS)
    movidas = [str(ordem) for ordem in abertas.order_by("pk")]
    abertas.update(servico=para)
    return [f"Ordem de serviço em aberto movida: {', '.join(movidas)}."] if movidas else []
