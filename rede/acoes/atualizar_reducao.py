"""How much speed a service keeps in the partial suspension, as who bills it says now (R07)."""

from __future__ import annotations

from django.db import transaction

from clientes.models import ServicoCliente
from hubsoft.core.registro import ReducaoNaSuspensao, registro, resolver
from rede.models import ReducaoVelocidade


def atualizar_reducao(servico_id: int) -> bool:
    """Keep what is answered now for the service; return whether it is another than what was kept.

    What is kept is read again under the lock of its row: of two that do this at once the last one writes what holds
    after both, whichever event came first.
    """
    with transaction.atomic():
        perguntada = _perguntar(servico_id)
        if perguntada is None or not ServicoCliente.objects.filter(pk=servico_id).exists():
            return False
        _, criada = ReducaoVelocidade.objects.get_or_create(
            servico_id=servico_id, defaults={"tipo": perguntada[0], "valor": perguntada[1]}
        )
        if criada:
            return True
        guardada = ReducaoVelocidade.objects.select_for_update(of=("self",)).get(servico_id=servico_id)
        tipo, valor = _perguntar(servico_id) or perguntada
        if (guardada.tipo, guardada.valor) == (tipo, valor):
            return False
        guardada.tipo, guardada.valor = tipo, valor
        guardada.save(update_fields=["tipo", "valor"])
        return True


def _perguntar(servico_id: int) -> tuple[str, int] | None:
    """Return the first answer of who declares one, its value at least 1."""
    for declarada in registro.todos(ReducaoNaSuspensao):
        resposta = resolver(declarada.funcao)(servico_id)
        if resposta is not None:
            return resposta[0], max(int(resposta[1]), 1)
    return None
