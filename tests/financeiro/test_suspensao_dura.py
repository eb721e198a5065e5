"""The suspension survives: two workers at once, a worker killed half-way, no broker at the payment (F28, F29)."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection

from clientes.acoes import suspender
from clientes.estados import Status
from clientes.models import Contato, PeriodoStatus, ServicoCliente
from configuracao.models import MensagemEmail
from financeiro.acoes import desbloquear_confianca
from financeiro.acoes import suspensao as acoes
from financeiro.acoes.desbloquear_confianca import desbloquear, vencer_desbloqueios
from financeiro.acoes.suspensao import executar_suspensao
from financeiro.models import AvisoSuspensao, DadosCobranca, DecisaoSuspensao, DesbloqueioConfianca, ExecucaoSuspensao
from hubsoft.core import processos
from hubsoft.core.datas import hoje
from hubsoft.core.eventos import entregar_pendentes
from hubsoft.core.models import Evento, Processo
from rede.acoes import enviar_comandos
from rede.models import ComandoCoa
from tests.clientes import fabricas as de_clientes
from tests.configuracao.fabricas import remetente
from tests.financeiro import fabricas
from tests.processo_filho import em_outro_processo
from tests.rede import fabricas as de_rede
from tests.rede.test_coa import conectado
from tests.servico_radius import SEGREDO, url_do_banco_de_teste
from tests.standins.nas import NasDeMentira

pytestmark = pytest.mark.django_db(transaction=True)


def devedores(quantos: int, **campos: Any) -> list[ServicoCliente]:
    forma = fabricas.forma_cobranca(suspende_fim_de_semana=True, suspende_feriado=True, **campos)
    servicos = []
    for n in range(quantos):
        servico = de_clientes.servico(de_clientes.cliente(f"Cliente {n}"))
        DadosCobranca.objects.create(servico=servico, forma=forma, dia_vencimento=10)
        fabricas.cobranca(servico.cliente, "100.00", hoje() - dt.timedelta(days=20), servico=servico)
        Contato.objects.create(cliente=servico.cliente, tipo="email", valor=f"c{n}@cliente.example")
        servicos.append(servico)
    return servicos


def contexto() -> processos.Contexto:
    """Return the context of a new job, made where the job runs: it belongs to that connection."""
    return processos.Contexto(Processo.objects.create(tipo="teste", titulo="x"))


def lado_a_lado(funcao: Callable[[], object]) -> list[Any]:
    """Run a function on two connections at once; return what both answered."""
    largada, feitos, falhas = threading.Barrier(2), [], []

    def trabalhar() -> None:
        try:
            largada.wait(10)
            feitos.append(funcao())
        except BaseException as erro:
            falhas.append(erro)
        finally:
            connection.close()

    fios = [threading.Thread(target=trabalhar) for _ in range(2)]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join(60)
    assert not falhas, falhas
    return feitos


def mudancas(para: str) -> list[int]:
    """The services that changed to a state, one entry a change, as the network was told."""
    eventos = Evento.objects.filter(nome="servico.status_alterado", dados__para=para)
    return sorted(evento.dados["servico_id"] for evento in eventos)


def test_dois_trabalhadores_suspendem_cada_um_uma_vez(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acoes, "PARTE", 3)
    servicos = devedores(10)
    lado_a_lado(lambda: executar_suspensao(contexto()))
    assert mudancas("suspenso_debito") == [s.pk for s in servicos]
    assert PeriodoStatus.objects.filter(status=Status.SUSPENSO_DEBITO).count() == 10
    assert sum(ExecucaoSuspensao.objects.values_list("suspensos", flat=True)) == 10
    assert DecisaoSuspensao.objects.filter(decisao="suspender").count() == 10


def test_dois_trabalhadores_avisam_cada_um_uma_vez(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acoes, "PARTE", 3)
    remetente()
    devedores(10, exige_aviso=True)
    lado_a_lado(lambda: executar_suspensao(contexto()))
    assert MensagemEmail.objects.count() == AvisoSuspensao.objects.count() == 10


def test_rotina_morta_no_meio_continua_de_onde_parou(monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGKILL after the second part changed its services and before it committed: the part is as if never begun."""
    monkeypatch.setattr(acoes, "PARTE", 2)
    servicos = devedores(6)
    processo = contexto().processo
    original, chamadas = acoes.guardar_decisoes, []

    def morrer_na_segunda(*argumentos: Any) -> None:
        original(*argumentos)
        chamadas.append(1)
        if len(chamadas) == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    def rodar() -> str:
        return executar_suspensao(processos.Contexto(Processo.objects.get(pk=processo.pk)))

    with monkeypatch.context() as trocado:
        trocado.setattr(acoes, "guardar_decisoes", morrer_na_segunda)
        assert em_outro_processo(rodar) == signal.SIGKILL
    assert ServicoCliente.objects.filter(status=Status.SUSPENSO_DEBITO).count() == 2
    assert DecisaoSuspensao.objects.count() == 2
    assert rodar() == rodar() == "6 suspensos, 0 restaurados, 0 deixados de fora."
    assert mudancas("suspenso_debito") == [s.pk for s in servicos]
    assert ExecucaoSuspensao.objects.get().suspensos == 6
    assert Processo.objects.get(pk=processo.pk).feito == 6


def desbloqueados(quantos: int, admin: Any) -> list[ServicoCliente]:
    servicos = devedores(quantos)
    for servico in servicos:
        suspender(servico, Status.SUSPENSO_DEBITO, motivo="20 dias")
        desbloquear(servico, hoje(), "Promete", admin)
    return servicos


def test_desbloqueios_vencem_uma_vez_com_dois_trabalhadores_e_um_morto(
    admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    servicos = desbloqueados(6, admin)
    Evento.objects.all().delete()
    monkeypatch.setattr(desbloquear_confianca, "LOTE", 2)
    original, chamadas = desbloquear_confianca._encerrar, []

    def morrer_no_meio(*argumentos: Any) -> int:
        chamadas.append(1)
        # Two ends a part: this is between the services of the second part going back and their desbloqueios ending.
        if len(chamadas) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*argumentos)

    amanha = time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    with amanha:
        with monkeypatch.context() as trocado:
            trocado.setattr(desbloquear_confianca, "_encerrar", morrer_no_meio)
            assert em_outro_processo(lambda: vencer_desbloqueios(contexto())) == signal.SIGKILL
        assert ServicoCliente.objects.filter(status=Status.SUSPENSO_DEBITO).count() == 2
        assert DesbloqueioConfianca.objects.filter(situacao="vencido").count() == 2
        lado_a_lado(lambda: vencer_desbloqueios(contexto()))
    assert mudancas("suspenso_debito") == [s.pk for s in servicos]
    assert DesbloqueioConfianca.objects.filter(situacao="vencido").count() == 6


PAGAR_SEM_BROKER = """
import django; django.setup()
from configuracao.models import Usuario
from financeiro.acoes import Recebimento, receber
from financeiro.models import Caixa, Cobranca
from hubsoft.core.datas import hoje
receber(Recebimento(list(Cobranca.objects.all()), Caixa.objects.get(), "pix", hoje(), "k"), Usuario.objects.first())
"""


def test_redis_fora_do_ar_o_pagamento_entra_e_o_comando_sai_depois(admin: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE sessao, conexao, autenticacao")
    with NasDeMentira("127.0.0.12", SEGREDO) as nas:
        equipamento = de_rede.equipamento(nas.endereco, porta_incoming=nas.porta)
        servico = conectado(equipamento, nas).servico
        DadosCobranca.objects.create(servico=servico, forma=fabricas.forma_cobranca(), dia_vencimento=10)
        fabricas.cobranca(servico.cliente, "100.00", hoje() - dt.timedelta(days=20), servico=servico)
        fabricas.caixa()
        suspender(servico, Status.SUSPENSO_DEBITO, motivo="20 dias")
        Evento.objects.all().delete()
        ambiente = {**os.environ, "REDIS_URL": "redis://127.0.0.1:1/0", "DATABASE_URL": url_do_banco_de_teste()}
        feito = subprocess.run(
            [sys.executable, "-c", PAGAR_SEM_BROKER], env=ambiente, capture_output=True, text=True, check=False
        )
        assert feito.returncode == 0, feito.stderr
        assert "broker fora do ar" in feito.stderr
        servico.refresh_from_db()
        assert servico.status == Status.HABILITADO
        assert not ComandoCoa.objects.exists()
        # What the sweep does once there is a broker again.
        entregar_pendentes()
        enviar_comandos(equipamento.pk)
        assert ComandoCoa.objects.get().estado == ComandoCoa.Estado.CONFIRMADO
        assert len(nas.pedidos) == 1
