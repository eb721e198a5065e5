"""The private PostgreSQL and Redis that benchmarks run on, and the head of what they print."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demonstracao.servidores import Postgres

warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")

OPCOES = ("shared_buffers=256MB", "synchronous_commit=off", "max_wal_size=2GB", "max_connections=60")


@contextmanager
def servidores() -> Iterator[Postgres]:
    """Start both, say to the settings where they are, and remove them with their data at the end.

    Settings are read once: nothing that reads them may be imported before.
    """
    from demonstracao.servidores import Postgres, Redis

    print(f"{_maquina()}\n\n{'what':<62}{'measured':>18}{'floor':>18}{'ratio':>8}")
    pasta = Path(tempfile.mkdtemp(prefix="hubsoft-bench-"))
    postgres, redis = Postgres(pasta / "pg", OPCOES), Redis(pasta / "redis")
    try:
        postgres.iniciar()
        redis.iniciar()
        postgres.esperar()
        redis.esperar()
        postgres.criar_banco("hubsoft")
        os.environ.update(
            DATABASE_URL=postgres.url("hubsoft"),
            REDIS_URL=redis.url,
            DJANGO_SETTINGS_MODULE="hubsoft.settings",
            HUBSOFT_VAR=str(pasta),
            HUBSOFT_NIVEL_DE_LOG="WARNING",
        )
        yield postgres
    finally:
        redis.parar()
        postgres.parar()
        shutil.rmtree(pasta, ignore_errors=True)


def _maquina() -> str:
    with open("/proc/cpuinfo") as cpus:
        modelo = next((linha.split(":")[1].strip() for linha in cpus if linha.startswith("model name")), "?")
    carga = os.getloadavg()[0]
    return f"{os.cpu_count()} × {modelo}, Python {platform.python_version()}, load before: {carga:.1f}"
