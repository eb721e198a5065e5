"""Real background services for tests: a Celery worker over the test's own database and Redis."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis
from django.conf import settings
from django.db import connection

from demonstracao.servidores import Servidor

RAIZ = Path(__file__).resolve().parent.parent
FILAS = ("padrao", "pesado", "rede")


class Trabalhador(Servidor):
    """``celery worker`` as production starts it, for one test; ends with it."""

    nome = "Celery"

    def __init__(self, pasta: Path) -> None:
        super().__init__(pasta / "celery")

    def iniciar(self) -> None:
        """Start it without waiting. What earlier tests left in the queues is thrown away."""
        redis.Redis.from_url(settings.CELERY_BROKER_URL).delete(*FILAS)
        self.registro.unlink(missing_ok=True)
        sem_conversa = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        comando = [*self.programa(), "-A", "hubsoft", "worker", "-Q", ",".join(FILAS), "-c", "1"]
        self._lancar([*comando, "--loglevel", "INFO", *sem_conversa])

    def programa(self) -> list[str]:
        """Return how Celery is called."""
        return [sys.executable, "-m", "celery"]

    def _responde(self) -> bool:
        return self.registro.exists() and " ready." in self.registro.read_text(errors="replace")


def url_do_banco_de_teste() -> str:
    """Return the DATABASE_URL of the database that pytest-django made for this process."""
    partes = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(partes._replace(path=f"/{connection.settings_dict['NAME']}"))


@pytest.fixture
def trabalhador(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trabalhador]:
    """A running worker of the queues padrao, pesado and rede; its log is in ``trabalhador.registro``."""
    monkeypatch.setenv("DATABASE_URL", url_do_banco_de_teste())
    monkeypatch.setenv("REDIS_URL", settings.CELERY_BROKER_URL)
    monkeypatch.setenv("HUBSOFT_ARQUIVOS", str(settings.MEDIA_ROOT))
    monkeypatch.chdir(RAIZ)
    novo = Trabalhador(tmp_path)
    novo.iniciar()
    novo.esperar()
    yield novo
    novo.parar()


def esperar_ate(condicao: Callable[[], Any], segundos: float = 20, o_que: str = "a condição") -> Any:
    """Return what ``condicao`` answers once it is true; fails after ``segundos``."""
    limite = time.monotonic() + segundos
    while not (resposta := condicao()):
        if time.monotonic() > limite:
            raise AssertionError(f"{o_que} não aconteceu em {segundos} s")
        time.sleep(0.1)
    return resposta
