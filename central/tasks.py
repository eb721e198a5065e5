"""Celery entry points of the portal."""

from celery import shared_task

from central.acoes.limpar import limpar


@shared_task(name="central.limpar")
def limpar_antigos() -> dict[str, int]:
    """Remove ended sessions and old codes."""
    return limpar()
