"""Removal of answers kept for repeated requests."""

from __future__ import annotations

import datetime as dt

from api.models import PedidoIdempotente
from hubsoft.core.datas import agora

GUARDAR_PEDIDOS = dt.timedelta(days=2)


def limpar() -> dict[str, int]:
    """Forget the answers to writes of more than two days ago; return how many."""
    return {"pedidos": PedidoIdempotente.objects.filter(criado_em__lt=agora() - GUARDAR_PEDIDOS).delete()[0]}
