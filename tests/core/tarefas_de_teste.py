"""Jobs and handlers that the tests of the core register."""

from __future__ import annotations

import os
import signal
from typing import Any

from hubsoft.core.models import Evento, Historico, Rascunho
from hubsoft.core.processos import Contexto

PASSOS = 5


def contar(contexto: Contexto, morrer_em: int = 0) -> str:
    """Write one row a step, each with its mark in one transaction; die by SIGKILL at a step when asked."""
    from django.db import transaction

    contexto.total(PASSOS)
    for passo in range(contexto.ponto.get("feitos", 0), PASSOS):
        contexto.verificar_cancelamento()
        with transaction.atomic():
            Historico.objects.create(area="sistema", frase=f"passo {passo}", objeto_tipo="teste", objeto_id=passo)
            contexto.gravar_ponto(feitos=passo + 1)
            contexto.feito(passo + 1)
            if morrer_em == passo and contexto.processo.tentativas == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    return f"{PASSOS} passos"


def falhar(contexto: Contexto) -> None:
    """Keep an item's error, then break."""
    contexto.erro("linha 3", "CPF inválido")
    raise ZeroDivisionError


def anotar(dados: dict[str, Any], evento: Evento) -> None:
    """A handler that writes a row."""
    Historico.objects.create(area="sistema", frase=f"recebi {dados['n']}", objeto_tipo="teste", objeto_id=evento.pk)


def quebrar(dados: dict[str, Any], evento: Evento) -> None:
    """A handler that writes and then fails: nothing of it may stay."""
    anotar(dados, evento)
    raise RuntimeError("equipamento fora do ar")


def rascunho(dados: dict[str, Any], evento: Evento) -> None:
    """A handler that dies in the middle, once."""
    anotar(dados, evento)
    if not Rascunho.objects.exists() and os.environ.get("MORRER"):
        os.kill(os.getpid(), signal.SIGKILL)
