"""Locks of Estoque: the service before the equipment, equipment in the order of its ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clientes.models import ServicoCliente
from estoque.models import Equipamento
from hubsoft.core import historico

AREA = historico.Area.SERVICO


def travar_servico(servico: ServicoCliente) -> ServicoCliente:
    """Return the service locked until the end of the transaction."""
    return ServicoCliente.objects.select_for_update(no_key=True).get(pk=servico.pk)


def travar_equipamentos(ids: Iterable[int]) -> list[Equipamento]:
    """Return the equipment locked until the end of the transaction."""
    travados = Equipamento.objects.select_for_update(of=("self",), no_key=True)
    return list(travados.select_related("produto").filter(pk__in=list(ids)).order_by("pk"))


def contar(equipamento: Equipamento, frase: str, usuario: Any, servico: ServicoCliente | None = None) -> None:
    """Write what happened to an equipment, in the history of the service too when there is one."""
    opcoes: dict[str, Any] = {"usuario": usuario}
    if servico is not None:
        opcoes |= {"cliente_id": servico.cliente_id, "servico_id": servico.pk}
    historico.escrever(equipamento, AREA, frase, **opcoes)
