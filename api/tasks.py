"""Celery entry points of the API."""

from celery import shared_task

from api.acoes.entregar import entregar_webhooks
from api.acoes.limpar import limpar


@shared_task(name="api.limpar")
def limpar_antigos() -> dict[str, int]:
    """Remove what nobody asks for any more."""
    return limpar()


@shared_task(name="api.enviar_webhooks")
def enviar_webhooks() -> int:
    """Send the webhook messages that are due."""
    return entregar_webhooks()
