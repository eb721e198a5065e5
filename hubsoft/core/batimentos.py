"""Heartbeats for ``/saude``: each worker says which queues it consumes, the scheduler that it goes round.

They come from the processes themselves (Celery's heartbeat signal, the scheduler's tick), not from a task: a queue full
of long work does not look dead, and a dead worker does not make the scheduler look dead.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from celery.signals import heartbeat_sent
from django.core.cache import cache
from redis.exceptions import RedisError

from hubsoft.core.datas import agora

FILAS = ("padrao", "pesado", "rede")
CHAVE_BEAT = "saude:beat"
CHAVE_FILA = "saude:fila:"
INTERVALO = 5.0  # seconds between two writes
VALIDADE = 600  # seconds that a heartbeat is remembered

_ultimo = 0.0


def bater(chaves: Sequence[str]) -> None:
    """Write the instant under each key, at most once an interval; a Redis that is away does not end the process."""
    global _ultimo
    if _ultimo and time.monotonic() - _ultimo < INTERVALO:
        return
    try:
        cache.set_many(dict.fromkeys(chaves, agora().timestamp()), VALIDADE)
    except RedisError:
        return
    _ultimo = time.monotonic()


@heartbeat_sent.connect
def bater_pelas_filas(sender: Any, **_: Any) -> None:
    """Show the queues of this worker (the sender is its ``Heart``, every two seconds)."""
    bater([f"{CHAVE_FILA}{fila}" for fila in sender.eventer.app.amqp.queues.consume_from])
