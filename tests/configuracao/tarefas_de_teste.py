"""Tasks that the tests of routines register."""

from __future__ import annotations

import os
import signal

from django.db import transaction

from hubsoft.core.models import Historico
from hubsoft.core.processos import Contexto

PASSOS = 3


def contar(contexto: Contexto) -> str:
    """Write one row a step, with its mark; die by SIGKILL after the second step of the first attempt when asked."""
    contexto.total(PASSOS)
    for passo in range(contexto.ponto.get("feitos", 0), PASSOS):
        contexto.verificar_cancelamento()
        with transaction.atomic():
            Historico.objects.create(area="sistema", frase=f"passo {passo}", objeto_tipo="teste", objeto_id=passo)
            contexto.gravar_ponto(feitos=passo + 1)
            contexto.feito(passo + 1)
        if passo == 1 and os.environ.get("MORRER"):
            os.kill(os.getpid(), signal.SIGKILL)
    return f"{PASSOS} passos dados."


def quebrar(contexto: Contexto) -> str:
    """Break."""
    raise ZeroDivisionError
