"""Whether the RADIUS server is well, asked with a Status-Server packet (RFC 5997)."""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from pyrad import packet
from pyrad.client import Client, Timeout
from pyrad.dictionary import Dictionary


@lru_cache(maxsize=1)
def dicionario() -> Dictionary:
    """Return the attributes that pyrad speaks."""
    return Dictionary(str(Path(__file__).with_name("dicionario")))


def consultar(servidor: str, porta: int, segredo: str, espera: float = 2) -> float | None:
    """Return how many milliseconds the server took to say that it and its database are well; ``None``: it did not."""
    cliente = Client(
        server=servidor, authport=porta, secret=segredo.encode(), dict=dicionario(), retries=1, timeout=espera
    )
    pedido = cliente.CreateAuthPacket(code=packet.StatusServer)
    inicio = time.perf_counter()
    try:
        resposta = cliente.SendPacket(pedido)
    except (Timeout, OSError):
        return None
    finally:
        cliente._CloseSocket()
    if resposta.code != packet.AccessAccept:
        return None
    return round((time.perf_counter() - inicio) * 1000, 1)


def saude() -> tuple[bool, float | None]:
    """Return the line of ``/saude``: whether the RADIUS server answers, and milliseconds."""
    if not settings.RADIUS_SEGREDO_STATUS:
        return False, None
    tempo = consultar(settings.RADIUS_HOST, settings.RADIUS_PORTA_STATUS, settings.RADIUS_SEGREDO_STATUS)
    return tempo is not None, tempo
