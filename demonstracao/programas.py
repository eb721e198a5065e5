"""The processes of the product itself, as children of the demonstration: web, workers, scheduler, one-off commands."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from demonstracao.servidores import Servidor

RAIZ = Path(__file__).resolve().parent.parent


class Programa(Servidor):
    """A Python process of the product; it counts as up as soon as it runs (``/saude`` says whether it works)."""

    def __init__(self, pasta: Path, argumentos: Sequence[str], ambiente: Mapping[str, str]) -> None:
        super().__init__(pasta)
        self.argumentos = list(argumentos)
        self.ambiente = dict(ambiente)

    def iniciar(self) -> None:
        """Start it without waiting."""
        self._lancar([sys.executable, *self.argumentos], ambiente=self.ambiente)

    def _responde(self) -> bool:
        return self.filho is not None and self.filho.poll() is None


class Comando(Programa):
    """A process that does one thing and ends."""

    def __init__(self, pasta: Path, nome: str, argumentos: Sequence[str], ambiente: Mapping[str, str]) -> None:
        super().__init__(pasta, argumentos, ambiente)
        self.nome = nome

    def esperar_fim(self) -> bool:
        """Wait for its end; return whether it ended well."""
        return self.filho is not None and self.filho.wait() == 0


class Web(Programa):
    """Gunicorn as ``gunicorn.conf.py`` has it: one process loads the product, two serve it."""

    nome = "O servidor web"

    def __init__(self, pasta: Path, host: str, porta: int, ambiente: Mapping[str, str]) -> None:
        argumentos = ["-m", "gunicorn", "hubsoft.wsgi:application", "--bind", f"{host}:{porta}"]
        super().__init__(pasta, [*argumentos, "--workers=2", "--graceful-timeout=5"], ambiente)
        self.porta = porta

    def saude(self) -> dict[str, Any] | None:
        """Return what ``/saude`` says, ``None`` while nothing answers."""
        endereco = f"http://127.0.0.1:{self.porta}/saude"
        try:
            with urllib.request.urlopen(endereco, timeout=10) as resposta:
                return dict(json.load(resposta))
        except urllib.error.HTTPError as erro:
            try:
                return dict(json.load(erro))
            except ValueError:
                return None
        except (OSError, ValueError):
            return None

    def _responde(self) -> bool:
        return self.saude() is not None


class Worker(Programa):
    """A Celery worker of some queues."""

    # At once: without its broker a worker asked to end would wait for it. Jobs go on where they were at the next start.
    sinal_de_orfao = signal.SIGKILL

    def __init__(self, pasta: Path, filas: str, processos: int, ambiente: Mapping[str, str]) -> None:
        argumentos = ["-m", "celery", "-A", "hubsoft.celery", "worker", "-Q", filas, "-c", str(processos)]
        argumentos += ["-I", "demonstracao.orfaos"]
        opcoes = ["-n", f"{pasta.name}@demonstracao", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
        super().__init__(pasta, [*argumentos, *opcoes], ambiente)
        self.nome = f"O worker das filas {filas}"


class Beat(Programa):
    """The scheduler."""

    nome = "O agendador (beat)"

    def __init__(self, pasta: Path, ambiente: Mapping[str, str]) -> None:
        super().__init__(
            pasta, ["-m", "celery", "-A", "hubsoft.celery", "beat", "--loglevel=INFO", "--pidfile="], ambiente
        )


class Concentrador(Programa):
    """The simulated equipment."""

    nome = "O concentrador simulado"

    def __init__(self, pasta: Path, ambiente: Mapping[str, str]) -> None:
        super().__init__(pasta, ["-m", "demonstracao.concentrador"], ambiente)


class Correio(Programa):
    """The mail server that delivers nothing."""

    nome = "O correio da demonstração"

    def __init__(self, pasta: Path, ambiente: Mapping[str, str]) -> None:
        super().__init__(pasta, ["-m", "demonstracao.correio"], ambiente)


def parar_todos(servidores: Sequence[Servidor]) -> None:
    """Ask all of them to end at once, then wait for each."""
    for servidor in servidores:
        servidor.pedir_fim()
    for servidor in servidores:
        try:
            servidor.parar()
        except subprocess.TimeoutExpired:
            continue
