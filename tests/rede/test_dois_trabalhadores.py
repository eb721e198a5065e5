"""C15, C20: what falls due runs exactly once with two real Celery workers of which one is killed in the middle."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from clientes.acoes import agendar
from clientes.models import ServicoCliente, TarefaAgendada
from clientes.tasks import executar_tarefas
from hubsoft.core.datas import agora
from hubsoft.core.models import Evento, Historico
from rede.acoes.customizar_navegacao import customizar_navegacao
from rede.models import ComandoCoa, NavegacaoCustomizada
from rede.tasks import encerrar_navegacoes
from tests.clientes import fabricas as de_clientes
from tests.rede import fabricas
from tests.rede.test_alteracao_em_massa import online
from tests.rede.test_navegacao import EM_DOBRO, HORA, vencer
from tests.servicos import RAIZ, Trabalhador, esperar_ate, url_do_banco_de_teste

QUANTOS = 8


class Dois(Trabalhador):
    """A worker of two processes with a queue of its own, so that the test says who runs what."""

    def __init__(self, pasta: Path, fila: str) -> None:
        super().__init__(pasta / fila)
        self.registro.parent.mkdir()
        self.fila = fila

    def iniciar(self) -> None:
        comando = [*self.programa(), "-A", "hubsoft", "worker", "-Q", self.fila, "-c", "2"]
        self._lancar([*comando, "--loglevel", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"])

    def matar(self) -> None:
        """SIGKILL to it and its processes at once."""
        assert self.filho is not None
        os.killpg(self.filho.pid, signal.SIGKILL)
        self.filho.wait(5)


@contextmanager
def preso(servicos: list[int]) -> Iterator[threading.Event]:
    """Hold the locks of services in another connection until the event is set."""
    preparado, soltar = threading.Event(), threading.Event()

    def segurar() -> None:
        try:
            with transaction.atomic():
                list(ServicoCliente.objects.select_for_update().filter(pk__in=servicos).order_by("pk"))
                preparado.set()
                soltar.wait(60)
        finally:
            connection.close()

    fio = threading.Thread(target=segurar)
    fio.start()
    assert preparado.wait(10)
    try:
        yield soltar
    finally:
        soltar.set()
        fio.join()


def esperando_trava() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_dois_trabalhadores_e_um_morto_no_meio(admin: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url_do_banco_de_teste())
    monkeypatch.setenv("REDIS_URL", settings.CELERY_BROKER_URL)
    monkeypatch.chdir(RAIZ)
    morre, fica = Dois(tmp_path, "morre"), Dois(tmp_path, "fica")
    for trabalhador in (morre, fica):
        trabalhador.iniciar()
    try:
        nas = fabricas.equipamento("127.0.0.45")
        acessos = [fabricas.acesso(f"dois{n}") for n in range(QUANTOS)]
        for acesso in acessos:
            online(acesso, nas)
            vencer(customizar_navegacao(acesso.servico, EM_DOBRO._replace(ate=agora() + HORA), admin))
        servicos = [de_clientes.servico() for _ in range(QUANTOS)]
        for servico in servicos:
            agendar(servico, "clientes.alterar_status", agora() + HORA, admin, status="suspenso_debito")
        TarefaAgendada.objects.update(quando=agora() - HORA)
        for trabalhador in (morre, fica):
            trabalhador.esperar()
        meio = QUANTOS // 2
        with preso([acessos[meio].servico_id, servicos[meio].pk]) as soltar:
            for fila in ("morre", "fica"):
                for tarefa in (executar_tarefas, encerrar_navegacoes):
                    tarefa.apply_async(queue=fila)
            esperar_ate(lambda: esperando_trava() == 4, 60, "os dois trabalhadores no meio do trabalho")
            feitas = TarefaAgendada.objects.filter(situacao="concluida").count()
            assert 0 < feitas < QUANTOS
            morre.matar()
            soltar.set()
        esperar_ate(lambda: not TarefaAgendada.objects.pendentes().exists(), 60, "as tarefas")
        esperar_ate(lambda: not NavegacaoCustomizada.objects.ativas().exists(), 60, "as navegações")
    finally:
        for trabalhador in (morre, fica):
            trabalhador.parar()
    ids = [s.pk for s in servicos]
    assert set(TarefaAgendada.objects.values_list("situacao", flat=True)) == {"concluida"}
    assert all(servico.periodos.count() == 2 for servico in servicos)
    mudancas = [e.dados["servico_id"] for e in Evento.objects.filter(nome="servico.status_alterado")]
    assert sorted(mudancas) == ids
    executadas = Historico.objects.filter(frase__contains="executada: ", servico_id__in=ids)
    assert sorted(executadas.values_list("servico_id", flat=True)) == ids
    assert set(NavegacaoCustomizada.objects.values_list("situacao", flat=True)) == {"encerrada"}
    fins = ComandoCoa.objects.filter(motivo__startswith="Fim da navegação")
    assert sorted(fins.values_list("servico_id", flat=True)) == [a.servico_id for a in acessos]
    contadas = Historico.objects.filter(frase__contains="Terminou na data marcada")
    assert sorted(contadas.values_list("servico_id", flat=True)) == [a.servico_id for a in acessos]
