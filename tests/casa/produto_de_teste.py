"""The Celery application of the product for one test: a slow job beside its own, and a faster scheduler.

Started by its processes as ``-A tests.casa.produto_de_teste``; nothing imports it.
"""

from __future__ import annotations

import django

from hubsoft.celery import app

django.setup()

import django_celery_beat.schedulers as agendadores  # noqa: E402 (needs the apps)

from hubsoft.core.registro import TipoProcesso, registro  # noqa: E402
from tests.casa import trabalho_lento  # noqa: E402

__all__ = ("app",)

# The whole schedule is read again every second, so that it is also read while the database is away.
agendadores.SCHEDULE_SYNC_MAX_INTERVAL = 1
for _linha in app.conf.beat_schedule.values():
    _linha["schedule"] = 2.0
registro._fechado = False
registro.registrar(
    TipoProcesso(trabalho_lento.TIPO, "Devagar", f"{trabalho_lento.__name__}.devagar", "core.ver_processo")
)
registro._fechado = True
