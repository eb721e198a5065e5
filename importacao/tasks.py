"""Celery entry points of the import."""

from celery import shared_task

from importacao.acoes.esvaziar import esvaziar_antigas


@shared_task(name="importacao.limpar")
def limpar_antigas() -> dict[str, int]:
    """Empty the files that served."""
    return esvaziar_antigas()
