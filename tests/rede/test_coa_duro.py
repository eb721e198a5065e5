"""Commands under faults: workers killed or at once, the broker away, changes that cross a login (R06)."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
import redis
import time_machine

from clientes.acoes import habilitar, suspender
from clientes.estados import Status
from hubsoft.core.datas import agora
from hubsoft.core.eventos import entregar_pendentes
from rede import acoes, tasks
from rede.models import Acesso, ComandoCoa, EquipamentoConexao, Sessao
from tests.processo_filho import em_outro_processo
from tests.rede import fabricas
from tests.rede.test_coa import abrir_sessao, conectado, enviar
from tests.servico_radius import SEGREDO, url_do_banco_de_teste
from tests.standins.nas import COA_REQUEST, DISCONNECT_REQUEST, NasDeMentira
from tests.standins.nas_huawei import NasHuawei

E = ComandoCoa.Estado


@pytest.fixture
def nas() -> Iterator[NasDeMentira]:
    with NasDeMentira("127.0.0.11", SEGREDO) as nas:
        yield nas


@pytest.fixture
def equipamento(transactional_db: None, nas: NasDeMentira) -> EquipamentoConexao:
    return fabricas.equipamento(nas.endereco, porta_incoming=nas.porta)


def test_worker_morto_no_meio_do_envio_nao_perde(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    """Killed while it waits for the NAS: the command is still there, and free once the holding time is over."""
    nas.mudo = True
    acesso = conectado(equipamento, nas)
    suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
    entregar_pendentes()

    def morrer_enviando() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.7)
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        acoes.enviar_comandos(equipamento.pk)

    assert em_outro_processo(morrer_enviando) == signal.SIGKILL
    assert nas.chegaram >= 1
    comando = ComandoCoa.objects.get()
    assert (comando.estado, comando.tentativas) == (E.PENDENTE, 1)
    assert acoes.equipamentos_com_comandos() == []
    nas.mudo = False
    ComandoCoa.objects.update(proxima_tentativa=agora())
    enviar()
    assert ComandoCoa.objects.get().estado == E.CONFIRMADO


SUSPENDER_SEM_BROKER = """
import django; django.setup()
from clientes.acoes import suspender
from clientes.models import ServicoCliente
from hubsoft.core.eventos import entregar_pendentes
suspender(ServicoCliente.objects.get(), "suspenso_debito", motivo="atraso")
entregar_pendentes()
"""


def test_broker_fora_do_ar_a_varredura_manda(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    """No broker when the change is made and delivered: the row waits, and the sweep asks for it later."""
    conectado(equipamento, nas)
    ambiente = {**os.environ, "REDIS_URL": "redis://127.0.0.1:1/0", "DATABASE_URL": url_do_banco_de_teste()}
    feito = subprocess.run(
        [sys.executable, "-c", SUSPENDER_SEM_BROKER], env=ambiente, capture_output=True, text=True, check=False
    )
    assert feito.returncode == 0, feito.stderr
    assert "broker fora do ar: o CoA fica para a varredura" in feito.stderr
    assert ComandoCoa.objects.get().estado == E.PENDENTE
    fila = redis.Redis.from_url(os.environ["REDIS_URL"])
    fila.delete("rede")
    assert tasks.varrer_comandos() == 1
    assert fila.llen("rede") == 1
    acoes.enviar_comandos(equipamento.pk)
    assert ComandoCoa.objects.get().estado == E.CONFIRMADO


def test_dois_workers_mandam_uma_vez(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    acessos = [conectado(equipamento, nas, f"7{n}") for n in range(10)]
    for acesso in acessos:
        suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
    entregar_pendentes()

    def trabalhar(_: int) -> int:
        try:
            return acoes.enviar_comandos(equipamento.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as fila:
        assert sum(fila.map(trabalhar, range(4))) == 10
    assert len(nas.pedidos) == 10


def test_quem_autenticou_antes_da_mudanca_e_apareceu_depois_tambem_e_derrubado(
    equipamento: EquipamentoConexao, nas: NasDeMentira
) -> None:
    """Accepted with the old policy, suspended, and only then its Start comes: nobody was open when the event ran."""
    from clientes.models import PeriodoStatus
    from rede.models import Autenticacao

    def recuar(acesso: Acesso) -> None:
        minuto = dt.timedelta(seconds=90)
        instante = agora()
        PeriodoStatus.objects.filter(servico=acesso.servico, fim__isnull=False).update(fim=instante - minuto)
        PeriodoStatus.objects.filter(servico=acesso.servico, fim__isnull=True).update(inicio=instante - minuto)

    antes, depois = fabricas.acesso(), fabricas.acesso()
    Autenticacao.objects.create(em=agora() - dt.timedelta(seconds=91), acesso=antes, login=antes.login, aceito=True)
    for acesso in (antes, depois):
        PeriodoStatus.objects.update(inicio=agora() - dt.timedelta(hours=1))
        suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
    entregar_pendentes()
    assert not ComandoCoa.objects.exists()
    for acesso, sessao in ((antes, "51"), (depois, "52")):
        recuar(acesso)
        abrir_sessao(acesso, equipamento, nas, sessao)
    Autenticacao.objects.create(em=agora(), acesso=depois, login=depois.login, aceito=True)
    assert acoes.conferir_sessoes() == 1
    assert acoes.conferir_sessoes() == 0
    enviar()
    assert list(nas.sessoes) == ["52"]
    assert ComandoCoa.objects.get().servico == antes.servico


def test_huawei_recebe_taxas_em_bits(equipamento: EquipamentoConexao) -> None:
    """Beside the MikroTik one: attributes of its kind, none of the other's; suspension is a Disconnect."""
    with NasHuawei("127.0.0.21", SEGREDO) as huawei:
        outro = fabricas.equipamento(
            huawei.endereco, porta_incoming=huawei.porta, tipo_nas="huawei", fabricante="huawei"
        )
        acesso = conectado(outro, huawei, "h1")
        suspender(acesso.servico, Status.SUSPENSO_PARCIAL, motivo="atraso")
        enviar()
        assert huawei.taxas["h1"] == {
            "subida_media": 25_000_000, "subida_pico": 25_000_000, "descida_media": 50_000_000,
            "descida_pico": 50_000_000,
        }  # fmt: skip
        suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
        enviar()
        assert (huawei.sessoes, huawei.descartados) == ({}, [])
        assert [c.estado for c in ComandoCoa.objects.all()] == [E.CONFIRMADO] * 2


def test_comando_vai_so_ao_concentrador_da_sessao(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    with NasDeMentira("127.0.0.22", "outro-segredo-qualquer") as outro:
        vizinho = fabricas.equipamento(outro.endereco, "outro-segredo-qualquer", porta_incoming=outro.porta)
        aqui, la = conectado(equipamento, nas, "91"), conectado(vizinho, outro, "91")
        suspender(aqui.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
        enviar()
        assert (nas.sessoes, list(outro.sessoes)) == ({}, ["91"])
        assert (outro.chegaram, ComandoCoa.objects.get().equipamento) == (0, equipamento)
        assert la.servico.status == Status.HABILITADO


def test_coa_e_desconexao_da_mesma_sessao_vao_em_ordem(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    acesso = conectado(equipamento, nas)
    suspender(acesso.servico, Status.SUSPENSO_PARCIAL, motivo="atraso")
    suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
    enviar()
    assert [p.codigo for p in nas.pedidos] == [COA_REQUEST, DISCONNECT_REQUEST]
    assert set(ComandoCoa.objects.values_list("estado", flat=True)) == {E.CONFIRMADO}


def test_muitos_comandos_sem_uma_consulta_por_comando(
    equipamento: EquipamentoConexao, nas: NasDeMentira, django_assert_max_num_queries: object
) -> None:
    for n in range(100):
        conectado(equipamento, nas, f"m{n}")
    for sessao in Sessao.objects.select_related("acesso"):
        acoes.comandar_sessoes(sessao.acesso.servico_id, "coa", "teste", f"teste:{sessao.unico}")
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        assert acoes.enviar_comandos(equipamento.pk) == 100
    assert ComandoCoa.objects.filter(estado=E.CONFIRMADO).count() == 100
    assert {s.taxa for s in nas.sessoes.values()} == {"250000k/500000k"}


def test_nenhum_acesso_vencido_inativo_ou_removido_fica_no_concentrador(
    equipamento: EquipamentoConexao, nas: NasDeMentira
) -> None:
    from rede.models import Autenticacao

    nomes = ("vencido", "inativo", "cancelado", "removido", "valido", "a-vencer")
    acessos = {n: conectado(equipamento, nas, n) for n in nomes}
    Acesso.objects.filter(pk=acessos["vencido"].pk).update(expira_em=agora() - dt.timedelta(seconds=1))
    Acesso.objects.filter(pk=acessos["a-vencer"].pk).update(expira_em=agora() + dt.timedelta(hours=1))
    Acesso.objects.filter(pk=acessos["inativo"].pk).update(ativo=False)
    type(acessos["cancelado"].servico).objects.filter(pk=acessos["cancelado"].servico_id).update(
        status="cancelado", data_cancelamento=agora().date()
    )
    removido = acessos["removido"]
    Autenticacao.objects.create(em=agora(), acesso=removido, login=removido.login, aceito=True)
    removido.delete()
    # Users of the NAS itself, whom this product never accepted, are not its business.
    nas.abrir("local", "local", "10.0.0.9")
    Sessao.objects.create(
        unico="local", equipamento=equipamento, login="local", acct_session_id="local", nas_ip=equipamento.ipv4,
        inicio=agora(), visto=agora(), octetos_entrada=0, octetos_saida=0, framed_ip="10.0.0.9",
    )  # fmt: skip
    assert acoes.derrubar_recusados() == 4
    assert acoes.derrubar_recusados() == 0
    enviar()
    assert set(nas.sessoes) == {"valido", "a-vencer", "local"}
    assert acoes.derrubar_recusados() == 0
    assert ComandoCoa.objects.get(servico=None).motivo == "Acesso removido"


def test_vencido_que_o_concentrador_recusou_derrubar_e_mandado_de_novo(
    equipamento: EquipamentoConexao, nas: NasDeMentira
) -> None:
    """An equipment that forbids Disconnects keeps nobody online for good: an hour or two later it is told again."""
    nas.recusar_disconnect = 501
    acesso = conectado(equipamento, nas)
    Acesso.objects.filter(pk=acesso.pk).update(expira_em=agora() - dt.timedelta(seconds=1))
    assert acoes.derrubar_recusados() == 1
    enviar()
    assert ComandoCoa.objects.get().estado == E.RECUSADO
    assert acoes.derrubar_recusados() == 0
    nas.recusar_disconnect = None
    with time_machine.travel(agora() + dt.timedelta(hours=2), tick=False):
        assert acoes.derrubar_recusados() == 1
        assert acoes.derrubar_recusados() == 0
        enviar()
    assert nas.sessoes == {}
    assert list(ComandoCoa.objects.order_by("pk").values_list("estado", flat=True)) == [E.RECUSADO, E.CONFIRMADO]


def test_suspenso_que_o_concentrador_recusou_derrubar_e_mandado_de_hora_em_hora(
    equipamento: EquipamentoConexao, nas: NasDeMentira
) -> None:
    """The one who paid too: nobody stays in the pool of before until their router dials again by itself."""
    nas.recusar_disconnect = 501
    suspenso, pagou = conectado(equipamento, nas, "61"), conectado(equipamento, nas, "62")
    suspender(suspenso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
    suspender(pagou.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
    habilitar(pagou.servico, motivo="pago")
    voltou = conectado(equipamento, nas, "63", status=Status.SUSPENSO_DEBITO)
    habilitar(voltou.servico, motivo="pago")
    # Its router dialled again by itself after the change.
    abrir_sessao(voltou, equipamento, nas, "64")
    Sessao.objects.filter(acct_session_id="63").delete()
    enviar()
    assert set(ComandoCoa.objects.values_list("estado", flat=True)) == {E.RECUSADO}
    assert acoes.insistir_sessoes() == 0
    with time_machine.travel(agora() + dt.timedelta(minutes=61), tick=False):
        assert acoes.insistir_sessoes() == 2
        assert acoes.insistir_sessoes() == 0, "há comandos na fila"
        enviar()
        assert acoes.insistir_sessoes() == 0, "uma vez por hora"
    nas.recusar_disconnect = None
    with time_machine.travel(agora() + dt.timedelta(minutes=121), tick=False):
        assert acoes.insistir_sessoes() == 2
        enviar()
    assert list(nas.sessoes) == ["63", "64"]
    with time_machine.travel(agora() + dt.timedelta(hours=26), tick=False):
        assert acoes.insistir_sessoes() == 0


@pytest.mark.parametrize("verbo", ["inativar_acesso", "remover_acesso"])
def test_inativar_e_remover_derrubam_na_hora(equipamento: EquipamentoConexao, nas: NasDeMentira, verbo: str) -> None:
    acesso = conectado(equipamento, nas)
    getattr(acoes, verbo)(acesso)
    enviar()
    assert nas.sessoes == {}
    assert ComandoCoa.objects.get().estado == E.CONFIRMADO
