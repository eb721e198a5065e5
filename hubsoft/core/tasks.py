"""Celery entry points of the core."""

from celery import shared_task

from hubsoft.core import eventos, processos


@shared_task(name="core.entregar_eventos")
def entregar_eventos() -> int:
    """Deliver the events that are due; when there were more than one run delivers, ask for the next at once."""
    tentadas = eventos.entregar_pendentes(eventos.POR_VEZ)
    if tentadas >= eventos.POR_VEZ:
        eventos.avisar_trabalhadores()
    return tentadas


@shared_task(name="core.executar_processo")
def executar_processo(processo_id: int) -> None:
    """Run or resume one job."""
    processos.executar(processo_id)


@shared_task(name="core.retomar_processos")
def retomar_processos() -> int:
    """Take up the jobs that a dead worker left."""
    return processos.retomar_abandonados()
