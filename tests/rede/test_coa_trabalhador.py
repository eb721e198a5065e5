"""The whole way with a real Celery worker: the change commits, a worker delivers it, a worker sends the command."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from clientes.acoes import suspender
from clientes.estados import Status
from rede.models import ComandoCoa
from tests.rede import fabricas
from tests.rede.test_coa import conectado
from tests.servico_radius import SEGREDO
from tests.standins.nas import NasDeMentira


def esperar(condicao: Callable[[], bool], segundos: float = 30) -> None:
    limite = time.monotonic() + segundos
    while not condicao():
        assert time.monotonic() < limite, "não aconteceu a tempo"
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_da_suspensao_ao_concentrador_por_trabalhadores_de_verdade(trabalhador: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE sessao, conexao, autenticacao")
    with NasDeMentira("127.0.0.14", SEGREDO) as nas:
        equipamento = fabricas.equipamento(nas.endereco, porta_incoming=nas.porta)
        acessos = [conectado(equipamento, nas, f"6{n}") for n in range(5)]
        for acesso in acessos:
            suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
        esperar(lambda: nas.sessoes == {})
        esperar(lambda: ComandoCoa.objects.filter(estado="confirmado").count() == 5)
        assert len(nas.pedidos) == 5
