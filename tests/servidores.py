"""pytest plugin: private PostgreSQL and Redis for one run, loaded before pytest-django reads the settings.

``HUBSOFT_TESTES`` names the folder under ``.var`` so that several runs may go on at once; workers of pytest-xdist
inherit the addresses through the environment.
"""

from __future__ import annotations

import atexit
import os
import shutil
from pathlib import Path

from demonstracao.servidores import Postgres, Redis

RAIZ = Path(__file__).resolve().parent.parent
OPCOES = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=128MB", "max_connections=120")


def _subir() -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        # A Redis database each: a Celery worker of one must never take the tasks of another.
        numero = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{numero}"
        return
    if "HUBSOFT_SERVIDORES_DE_TESTE" in os.environ:
        return
    nome = os.environ.get("HUBSOFT_TESTES", f"pid{os.getpid()}")
    pasta = RAIZ / ".var" / f"testes-{nome}"
    shutil.rmtree(pasta / "redis", ignore_errors=True)
    pasta.mkdir(parents=True, exist_ok=True)
    postgres, redis = Postgres(pasta / "pg", OPCOES), Redis(pasta / "redis")

    def descer() -> None:
        redis.parar()
        postgres.parar()
        if "HUBSOFT_TESTES" not in os.environ:
            shutil.rmtree(pasta, ignore_errors=True)

    atexit.register(descer)
    postgres.iniciar()
    redis.iniciar()
    postgres.esperar()
    redis.esperar()
    postgres.criar_banco("hubsoft")
    os.environ.update(
        HUBSOFT_SERVIDORES_DE_TESTE=nome,
        HUBSOFT_VAR=str(pasta),
        HUBSOFT_NIVEL_DE_LOG="WARNING",
        DATABASE_URL=postgres.url("hubsoft"),
        REDIS_URL=redis.url,
        DJANGO_SETTINGS_MODULE="hubsoft.settings",
    )


_subir()
