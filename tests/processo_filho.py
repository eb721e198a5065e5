"""A child process that a test may kill."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from itertools import count

from django.db import connection, connections

from hubsoft.core.em_lote import Copia


def em_outro_processo(funcao: Callable[[], object]) -> int:
    """Run ``funcao`` in a forked child with its own connection; return the signal that ended it (0: none)."""
    return _esperar(_bifurcar(funcao))


def morto_depois_de(funcao: Callable[[], object], segundos: float) -> int:
    """Do the same, killing the child by SIGKILL after some time if it has not ended."""
    filho = _bifurcar(funcao)
    time.sleep(segundos)
    # Nobody waited for it yet, so the id is still its own.
    os.kill(filho, signal.SIGKILL)
    return _esperar(filho)


def _bifurcar(funcao: Callable[[], object]) -> int:
    connections.close_all()
    filho = os.fork()
    if filho == 0:
        try:
            funcao()
        finally:
            os._exit(0)
    return filho


def _esperar(filho: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(filho, 0)[1]) * -1


def morrer_no_comando(qual: int) -> None:
    """Kill this process right before the statement of that order reaches the database, COPY included."""
    vezes, escrever = count(1), Copia.escrever

    def contar_ou_morrer() -> None:
        if next(vezes) == qual:
            os.kill(os.getpid(), signal.SIGKILL)

    def executar(seguir, *argumentos):
        contar_ou_morrer()
        return seguir(*argumentos)

    def copiar(copia, linhas):
        contar_ou_morrer()
        escrever(copia, linhas)

    Copia.escrever = copiar  # type: ignore[method-assign]
    connection.execute_wrappers.append(executar)
