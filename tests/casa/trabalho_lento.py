"""A job that takes its time, one row and one mark a step."""

from __future__ import annotations

import time
from pathlib import Path

from django.db import transaction

from hubsoft.core.models import Historico
from hubsoft.core.processos import Contexto

TIPO = "teste.devagar"
SEGUNDOS_POR_PASSO = 0.1


def devagar(contexto: Contexto, teimoso: bool, fim: str) -> str:
    """Write one row a step, each with its mark in one transaction, until the file ``fim`` is there.

    ``teimoso``: go on after a step that failed.
    """
    passo = contexto.ponto.get("feitos", 0)
    while not Path(fim).exists():
        time.sleep(SEGUNDOS_POR_PASSO)
        try:
            with transaction.atomic():
                Historico.objects.create(
                    area="sistema", frase=f"passo {passo}", objeto_tipo=TIPO, objeto_id=contexto.processo.pk
                )
                contexto.gravar_ponto(feitos=passo + 1)
                contexto.feito(passo + 1)
            passo += 1
        except Exception as erro:
            if not teimoso:
                raise
            contexto.erro(f"passo {passo}", str(erro))
    return "pronto"
