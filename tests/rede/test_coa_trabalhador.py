"""The whole way with a real Celery worker: the change commits, a worker delivers it, a worker sends the command."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from clientes.acoes import suspender
from clientes.estados import Status
from hubsoft.core.datas import agora
from rede.models import ComandoCoa
from rede.tasks import varrer_comandos
from tests.rede import fabricas
from tests.rede.test_coa import conectado
from tests.servico_radius import SEGREDO
from tests.standins.nas import NasDeMentira
from tests.standins.nas_huawei import NasHuawei


def esperar(condicao: Callable[[], bool], segundos: float = 30) -> None:
    limite = time.monotonic() + segundos
    while not condicao():
        assert time.monotonic() < limite, "não aconteceu a tempo"
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_da_suspensao_ao_concentrador_por_trabalhadores_de_verdade(trabalhador: Any) -> None:
    with NasDeMentira("127.0.0.14", SEGREDO) as nas:
        equipamento = fabricas.equipamento(nas.endereco, porta_incoming=nas.porta)
        acessos = [conectado(equipamento, nas, f"6{n}") for n in range(5)]
        for acesso in acessos:
            suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
        esperar(lambda: nas.sessoes == {})
        esperar(lambda: ComandoCoa.objects.filter(estado="confirmado").count() == 5)
        assert len(nas.pedidos) == 5


@pytest.mark.django_db(transaction=True)
def test_concentrador_morto_nao_atrasa_os_vivos(trabalhador: Any) -> None:
    """Two alive and one that swallows everything: those are served at once, the dead one is tried again by itself."""
    with (
        NasDeMentira("127.0.0.15", SEGREDO, mudo=True) as morto,
        NasDeMentira("127.0.0.16", SEGREDO) as vivo,
        NasHuawei("127.0.0.17", SEGREDO) as huawei,
    ):
        equipamentos = [
            fabricas.equipamento(n.endereco, porta_incoming=n.porta, tipo_nas=tipo)
            for n, tipo in ((morto, "mikrotik"), (vivo, "mikrotik"), (huawei, "huawei"))
        ]
        acessos = [
            conectado(equipamento, nas, f"{nas.endereco[-1]}{n}")
            for n in range(3)
            for equipamento, nas in zip(equipamentos, (morto, vivo, huawei), strict=True)
        ]
        comeco = time.monotonic()
        for acesso in acessos:
            suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
        esperar(lambda: vivo.sessoes == {} and huawei.sessoes == {})
        levou = time.monotonic() - comeco
        comando = ComandoCoa.objects.filter(equipamento=equipamentos[0], tentativas__gt=0)
        esperar(lambda: comando.filter(estado="pendente", mensagem="Sem resposta.").exists())
        assert len(morto.sessoes) == 3
        assert levou < 20
        morto.mudo = False
        ComandoCoa.objects.update(proxima_tentativa=agora())
        varrer_comandos.delay()
        esperar(lambda: morto.sessoes == {})
        esperar(lambda: ComandoCoa.objects.filter(estado="confirmado").count() == 9)
