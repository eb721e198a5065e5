"""Health of the running product, for ``/saude``."""

from __future__ import annotations

import time
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse

from hubsoft.core import eventos
from hubsoft.core.batimentos import CHAVE_BEAT, CHAVE_FILA, FILAS
from hubsoft.core.datas import agora
from hubsoft.core.registro import ItemSaude, registro, resolver

SILENCIO_ACEITO = 45  # seconds without a heartbeat; one is sent every 5 to 10
ATRASO_ACEITO = 120  # seconds the oldest due event may wait


def banco() -> tuple[bool, float]:
    """Return whether PostgreSQL answers, and milliseconds."""
    inicio = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True, round((time.perf_counter() - inicio) * 1000, 1)


def redis() -> tuple[bool, float]:
    """Return whether Redis keeps what it is given, and milliseconds."""
    inicio = time.perf_counter()
    cache.set("saude:eco", "1", 30)
    return cache.get("saude:eco") == "1", round((time.perf_counter() - inicio) * 1000, 1)


def _silencio(chaves: list[str]) -> tuple[bool, float | None]:
    """Return whether all of them beat lately, and the longest silence in seconds (``None``: one never did)."""
    instantes = cache.get_many(chaves)
    if len(instantes) < len(chaves):
        return False, None
    silencio = round(agora().timestamp() - min(instantes.values()), 1)
    return silencio <= SILENCIO_ACEITO, silencio


def worker() -> tuple[bool, float | None]:
    """Return whether every queue has a worker that lives, and the longest silence in seconds."""
    return _silencio([f"{CHAVE_FILA}{fila}" for fila in FILAS])


def beat() -> tuple[bool, float | None]:
    """Return whether the scheduler goes round, and seconds since it showed it."""
    return _silencio([CHAVE_BEAT])


def eventos_pendentes() -> tuple[bool, float]:
    """Return whether the outbox flows, and the age in seconds of its oldest due delivery."""
    atraso = round(eventos.atraso_da_fila(), 1)
    return atraso <= ATRASO_ACEITO, atraso


DO_NUCLEO = {"banco": banco, "redis": redis, "worker": worker, "beat": beat, "eventos": eventos_pendentes}


def relatorio() -> dict[str, Any]:
    """Return each part as ``{"ok", "valor"}`` and the whole's ``ok``; a part that raises is not ok."""
    funcoes = {**DO_NUCLEO, **{item.chave: resolver(item.funcao) for item in registro.todos(ItemSaude)}}
    partes: dict[str, Any] = {}
    for chave, funcao in funcoes.items():
        try:
            ok, valor = funcao()
        except Exception as erro:
            ok, valor = False, type(erro).__name__
        partes[chave] = {"ok": ok, "valor": valor}
    return {"ok": all(parte["ok"] for parte in partes.values()), **partes}


def saude(request: HttpRequest) -> JsonResponse:
    """Answer ``/saude``: 200 when every part is well, 503 otherwise; no secret and no name in it."""
    estado = relatorio()
    return JsonResponse(estado, status=200 if estado["ok"] else 503)
