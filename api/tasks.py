"""Celery entry points of the API."""

from celery import shared_task

from api.acoes.limpar import limpar


@shared_task(name="api.limpar")
def limpar_antigos() -> dict[str, int]:
    """Remove what nobody asks for any more."""
    return limpar()
