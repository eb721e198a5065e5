"""A job that takes its time, one row and one mark a step."""

from __future__ import annotations

import time

from django.db import transaction

from hubsoft.core.models import Historico
from hubsoft.core.processos import Contexto

TIPO = "teste.devagar"
PASSOS = 60
SEGUNDOS_POR_PASSO = 0.15


def devagar(contexto: Contexto, teimoso: bool) -> str:
    """Write one row a step, each with its mark in one transaction; ``teimoso``: go on after a step that failed."""
    contexto.total(PASSOS)
    for passo in range(contexto.ponto.get("feitos", 0), PASSOS):
        time.sleep(SEGUNDOS_POR_PASSO)
        try:
            with transaction.atomic():
                Historico.objects.create(
                    area="sistema", frase=f"passo {passo}", objeto_tipo=TIPO, objeto_id=contexto.processo.pk
                )
                contexto.gravar_ponto(feitos=passo + 1)
                contexto.feito(passo + 1)
        except Exception as erro:
            if not teimoso:
                raise
            contexto.erro(f"passo {passo}", str(erro))
    return "pronto"
