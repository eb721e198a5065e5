"""/saude tells which part is not well, with a figure, and nothing more."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client

from hubsoft.core import batimentos, saude
from hubsoft.core.datas import agora


@pytest.fixture(autouse=True)
def _sem_batimentos():
    chaves = [batimentos.CHAVE_BEAT, *(f"{batimentos.CHAVE_FILA}{fila}" for fila in batimentos.FILAS)]
    cache.delete_many(chaves)
    yield
    cache.delete_many(chaves)


def worker_das(*filas: str) -> SimpleNamespace:
    """What Celery's heartbeat signal is sent by."""
    queues = SimpleNamespace(consume_from=dict.fromkeys(filas))
    return SimpleNamespace(eventer=SimpleNamespace(app=SimpleNamespace(amqp=SimpleNamespace(queues=queues))))


def bater(*filas: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batimentos, "_ultimo", 0.0)
    batimentos.bater_pelas_filas(worker_das(*filas))


def test_worker_esta_bem_quando_toda_fila_tem_quem_a_atenda(monkeypatch: pytest.MonkeyPatch) -> None:
    assert saude.worker() == (False, None)
    bater("padrao", "rede", monkeypatch=monkeypatch)
    assert saude.worker() == (False, None)
    bater("pesado", monkeypatch=monkeypatch)
    ok, silencio = saude.worker()
    assert ok
    assert silencio is not None
    assert silencio < 5


def test_worker_calado_ha_muito_nao_esta_bem(monkeypatch: pytest.MonkeyPatch) -> None:
    bater(*batimentos.FILAS, monkeypatch=monkeypatch)
    cache.set(f"{batimentos.CHAVE_FILA}rede", agora().timestamp() - 300, 60)
    ok, silencio = saude.worker()
    assert not ok
    assert silencio == pytest.approx(300, abs=5)


def test_beat_bate_pelo_agendador(monkeypatch: pytest.MonkeyPatch) -> None:
    assert saude.beat() == (False, None)
    monkeypatch.setattr(batimentos, "_ultimo", 0.0)
    batimentos.bater([batimentos.CHAVE_BEAT])
    assert saude.beat()[0]


@pytest.mark.django_db
def test_pagina_diz_503_e_qual_parte(client: Client) -> None:
    resposta = client.get("/saude")
    assert resposta.status_code == 503
    estado = resposta.json()
    assert estado["ok"] is False
    assert estado["banco"]["ok"] is True
    assert estado["banco"]["valor"] >= 0
    assert estado["worker"] == {"ok": False, "valor": None}
    assert {"banco", "redis", "worker", "beat", "eventos"} <= set(estado)
