"""Asking a worker for work that some row already says has to be done."""

from __future__ import annotations

import logging

from hubsoft.core.registro import resolver

log = logging.getLogger(__name__)


def pedir_a_um_trabalhador(tarefa: str, sem_broker: str, *argumentos: object) -> bool:
    """Ask a worker to run a task now; return whether the broker took it.

    ``tarefa``: dotted path of a Celery task ("configuracao.tasks.enviar_emails"), read only when it is asked for
    because tasks import the verbs that ask for them; ``argumentos`` are its own (JSON). Call it after the commit. The
    task must find its work in the database and some sweep must find it too: while the broker is down this only logs
    ``sem_broker``, which says until when the work waits.
    """
    try:
        resolver(tarefa).apply_async(args=argumentos, retry=False)
    except Exception:
        log.warning("broker fora do ar: %s", sem_broker, exc_info=True)
        return False
    return True
