"""The Celery application: every background task of the product runs through it."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsoft.settings")

app = Celery("hubsoft")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.task_routes = {"rede.*": {"queue": "rede"}, "core.executar_processo": {"queue": "pesado"}}
