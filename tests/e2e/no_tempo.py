"""Tests that walk through months: this process and a real Celery worker live at the same chosen instant.

PostgreSQL and FreeRADIUS keep the real clock: what they write is of today, as their own programs say.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings

from tests.servicos import RAIZ, Trabalhador, url_do_banco_de_teste

FUSO = ZoneInfo("America/Sao_Paulo")


class TrabalhadorNoTempo(Trabalhador):
    """A worker whose clock starts at ``instante`` and goes on from there."""

    def __init__(self, pasta: Path, instante: dt.datetime) -> None:
        super().__init__(pasta)
        self.instante = instante

    def programa(self) -> list[str]:
        """Start Celery inside this module, which sets the clock first."""
        return [sys.executable, "-m", __name__, self.instante.isoformat()]


@pytest.fixture
def no_dia(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., object]]:
    """Give a context manager ``no_dia("2027-03-01 09:00")``: it is then, here and in a running worker."""
    monkeypatch.setenv("DATABASE_URL", url_do_banco_de_teste())
    monkeypatch.setenv("REDIS_URL", settings.CELERY_BROKER_URL)
    monkeypatch.setenv("HUBSOFT_ARQUIVOS", str(settings.MEDIA_ROOT))
    monkeypatch.chdir(RAIZ)

    @contextmanager
    def entrar_no_dia(texto: str) -> Iterator[None]:
        instante = dt.datetime.fromisoformat(texto).replace(tzinfo=FUSO)
        with time_machine.travel(instante, tick=True):
            trabalhador = TrabalhadorNoTempo(tmp_path, instante)
            trabalhador.iniciar()
            try:
                trabalhador.esperar()
                yield
            finally:
                trabalhador.parar()

    return entrar_no_dia


def main() -> None:
    """Run Celery from the instant of the first argument on."""
    time_machine.travel(dt.datetime.fromisoformat(sys.argv[1]), tick=True).start()
    from celery.bin.celery import main as celery

    sys.argv = ["celery", *sys.argv[2:]]
    celery()


if __name__ == "__main__":
    main()
