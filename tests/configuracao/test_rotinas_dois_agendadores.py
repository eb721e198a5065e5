"""Two schedulers (beats) over one database send the same routine at the same instant: it runs once (G04)."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
from collections.abc import Callable
from typing import Any

import pytest
import redis
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.db import connections
from django_celery_beat.models import PeriodicTask

from configuracao.acoes.rotinas import salvar_rotina
from configuracao.models import ExecucaoRotina, Rotina
from configuracao.tasks import executar_rotina
from hubsoft.celery import app
from hubsoft.core.agendador import Agendador
from hubsoft.core.datas import agora
from hubsoft.core.models import Processo
from tests.servicos import esperar_ate

pytestmark = pytest.mark.django_db(transaction=True)
QUANTOS = 2
HA_POUCO = dt.timedelta(minutes=3)


def ao_mesmo_tempo(preparar: Callable[[], Any], agir: Callable[[Any], Any]) -> None:
    """Fork processes that each prepare, wait for one another, and act; fails when one of them does."""
    bifurcado = multiprocessing.get_context("fork")
    largada = bifurcado.Barrier(QUANTOS)

    def corpo() -> None:
        pronto = preparar()
        largada.wait(30)
        agir(pronto)

    connections.close_all()
    filhos = [bifurcado.Process(target=corpo) for _ in range(QUANTOS)]
    for filho in filhos:
        filho.start()
    for filho in filhos:
        filho.join(60)
    assert [filho.exitcode for filho in filhos] == [0] * QUANTOS


def pedidos(fila: redis.Redis) -> list[list[int]]:
    """Return the arguments of each message that asks for a routine."""
    mensagens = [json.loads(crua) for crua in fila.lrange("padrao", 0, -1)]
    return [
        json.loads(mensagem["headers"]["argsrepr"].replace("(", "[").replace(",)", "]"))
        for mensagem in mensagens
        if mensagem["headers"]["task"] == executar_rotina.name
    ]


def test_dois_agendadores_de_verdade_e_dois_trabalhadores_executam_uma_vez() -> None:
    fila = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    fila.delete("padrao", "pesado")
    dados = {"descricao": "Desbloqueios", "tarefa": "financeiro.desbloqueios_vencidos", "minuto": "*", "notificar": []}
    rotina = salvar_rotina(dados, None)
    # It was due two minutes ago and both know: each sends it as soon as it goes round.
    Rotina.objects.update(agendada_desde=agora() - HA_POUCO)
    PeriodicTask.objects.exclude(pk=rotina.periodica_id).update(enabled=False)
    PeriodicTask.objects.filter(pk=rotina.periodica_id).update(last_run_at=agora() - HA_POUCO)

    def preparar() -> Agendador:
        agendador = Agendador(app=app)
        assert f"rotina-{rotina.pk}" in agendador.schedule
        return agendador

    ao_mesmo_tempo(preparar, lambda agendador: agendador.tick())
    assert pedidos(fila) == [[rotina.pk]] * QUANTOS, "os dois pediram"

    with start_worker(app, pool="threads", concurrency=QUANTOS, perform_ping_check=False, queues="padrao"):
        # Leaving the block waits for what the worker has taken.
        esperar_ate(lambda: not pedidos(fila), 60, "tomar os dois pedidos")
    execucao = ExecucaoRotina.objects.get()
    assert not execucao.manual
    assert Processo.objects.get().pk == execucao.processo_id
    assert fila.llen("pesado") == 1, "um só trabalho na fila"
