"""A webhook as an example, switched off: the demonstration calls nobody."""

from __future__ import annotations

from api.acoes.webhooks import DadosWebhook, criar_webhook, desativar_webhook
from configuracao.models import Usuario


def escrever() -> None:
    """Register it in the administrator's name."""
    dono = Usuario.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if dono is None:
        raise RuntimeError("the demonstration has no administrator")
    eventos = ("fatura.paga", "recibo.estornado", "servico.status_alterado")
    webhook, _segredo = criar_webhook(DadosWebhook("CRM (exemplo)", "https://crm.example/hubsoft", eventos), dono, dono)
    desativar_webhook(webhook, dono)
