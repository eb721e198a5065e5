"""The scheduler (beat)."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django_celery_beat.schedulers import DatabaseScheduler

from hubsoft.core.batimentos import CHAVE_BEAT, bater
from hubsoft.core.checagens import encerrar_se_insegura

log = logging.getLogger(__name__)
ESPERA_PELO_BANCO = 2.0  # seconds


class Agendador(DatabaseScheduler):
    """Celery's scheduler on rows of the database, with a heartbeat."""

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        encerrar_se_insegura()
        super().__init__(*args, **opcoes)

    def tick(self, *args: Any, **opcoes: Any) -> float:
        """Send what is due and show that it goes round (every five seconds at the latest).

        A database that is away does not end the scheduler: it reads its rows again once there is one.
        """
        bater([CHAVE_BEAT])
        try:
            return float(super().tick(*args, **opcoes))
        except (DatabaseError, InterfaceError):
            log.warning("banco fora do ar: o agendador tenta de novo em %s s", ESPERA_PELO_BANCO, exc_info=True)
            connection.close()
            # What had changed just then may not have been read.
            self._last_full_sync = dt.datetime.min  # noqa: DTZ901 (compared with what the library keeps: naive)
            return ESPERA_PELO_BANCO
