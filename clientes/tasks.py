"""Celery entry points of Clientes."""

from celery import shared_task

from clientes.acoes.executar_tarefas import executar_devidas


@shared_task(name="clientes.executar_tarefas")
def executar_tarefas() -> int:
    """Run the scheduled tasks that are due."""
    return executar_devidas()
