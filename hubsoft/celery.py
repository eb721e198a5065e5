"""The Celery application: every background task of the product runs through it."""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsoft.settings")

app = Celery("hubsoft")
app.config_from_object("django.conf:settings", namespace="CELERY")
APPS = (
    "hubsoft.core", "configuracao", "clientes", "financeiro", "rede", "atendimento", "api", "central", "importacao",
)  # fmt: skip
app.autodiscover_tasks(APPS)
# Every app's ``agenda.py`` says what runs by itself at a fixed interval; people's routines are rows (G04).
app.conf.beat_schedule = {}
for _app in APPS:
    if find_spec(f"{_app}.agenda") is not None:
        app.conf.beat_schedule.update(import_module(f"{_app}.agenda").AGENDA)
import_module("hubsoft.core.batimentos")  # its signals show on /saude which queues have a worker
app.conf.task_routes = {"rede.*": {"queue": "rede"}, "core.executar_processo": {"queue": "pesado"}}


@signals.celeryd_init.connect
def recusar_producao_insegura(**_: Any) -> None:
    """End a worker when production is unsafe: Celery runs Django's checks and goes on whatever they say."""
    from hubsoft.core.checagens import encerrar_se_insegura

    encerrar_se_insegura()
