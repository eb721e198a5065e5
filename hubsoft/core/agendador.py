"""The scheduler (beat)."""

from __future__ import annotations

from typing import Any

from django_celery_beat.schedulers import DatabaseScheduler

from hubsoft.core.batimentos import CHAVE_BEAT, bater
from hubsoft.core.checagens import encerrar_se_insegura


class Agendador(DatabaseScheduler):
    """Celery's scheduler on rows of the database, with a heartbeat."""

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        encerrar_se_insegura()
        super().__init__(*args, **opcoes)

    def tick(self, *args: Any, **opcoes: Any) -> float:
        """Send what is due and show that it goes round (every five seconds at the latest)."""
        bater([CHAVE_BEAT])
        return float(super().tick(*args, **opcoes))
