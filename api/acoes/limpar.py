"""Removal of answers kept for repeated requests, and of old deliveries of webhooks."""

from __future__ import annotations

import datetime as dt

from api.models import EntregaWebhook, PedidoIdempotente
from configuracao.variaveis import ler_inteiro
from hubsoft.core.datas import agora

GUARDAR_PEDIDOS = dt.timedelta(days=2)
VARIAVEL_ENTREGAS = "DIAS_GUARDAR_WEBHOOKS"


def limpar() -> dict[str, int]:
    """Forget answers to writes of two days ago, and deliveries that ended before the days set; return how many."""
    pedidos = PedidoIdempotente.objects.filter(criado_em__lt=agora() - GUARDAR_PEDIDOS)
    dias = dt.timedelta(days=max(1, min(ler_inteiro(VARIAVEL_ENTREGAS), 36_500)))
    velhas = EntregaWebhook.objects.filter(criada_em__lt=agora() - dias)
    velhas = velhas.exclude(situacao=EntregaWebhook.Situacao.PENDENTE)
    return {"pedidos": pedidos.delete()[0], "entregas": velhas.delete()[0]}
