"""Tell the network that a forma de cobrança leaves another speed in the partial suspension (F28)."""

from __future__ import annotations

from typing import Any

from clientes.estados import Status
from financeiro.models import DadosCobranca
from hubsoft.core.eventos import publicar_varios


def publicar_reducao(**quais: Any) -> int:
    """Publish ``servico.reducao_definida`` for the services suspended partially among ``quais``; return how many.

    ``quais`` filters :class:`DadosCobranca`. Part of the caller's transaction; two queries however many they are.
    """
    dados = DadosCobranca.objects.filter(servico__status=Status.SUSPENSO_PARCIAL, **quais).order_by("servico_id")
    lista = [{"servico_id": servico} for servico in dados.values_list("servico_id", flat=True)]
    if lista:
        publicar_varios("servico.reducao_definida", lista)
    return len(lista)
