"""Webhooks that listen, and the time that passes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import time_machine
from django.utils import timezone

from api.acoes.webhooks import DadosWebhook, criar_webhook
from api.mensagens import EVENTOS
from api.models import Webhook
from financeiro.acoes import Recebimento, receber
from financeiro.models import Fatura
from tests.financeiro import fabricas as de_financeiro
from tests.standins.webhook import ReceptorWebhook

AQUI = ["127.0.0.0/8"]


def ligar(receptor: ReceptorWebhook, dono: Any, *eventos: str, nome: str = "CRM") -> Webhook:
    webhook, receptor.segredo = criar_webhook(DadosWebhook(nome, receptor.url, eventos or list(EVENTOS)), dono, dono)
    return webhook


def depois(segundos: float) -> Any:
    return time_machine.travel(timezone.now() + dt.timedelta(seconds=segundos), tick=True)


def pagar(aberta: Fatura, admin: Any) -> Any:
    cobrancas = list(aberta.cobrancas.all())
    return receber(Recebimento(cobrancas, de_financeiro.caixa(), "pix", timezone.localdate(), f"t:{aberta.pk}"), admin)
