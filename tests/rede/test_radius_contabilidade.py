"""What accounting packets do to sessao and conexao (R05), on the real server."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from demonstracao.servidores import FreeRadius
from hubsoft.core.datas import agora
from rede.acoes import encerrar_sessoes_paradas
from rede.models import Acesso, Conexao, EquipamentoConexao, Sessao
from tests.rede import fabricas
from tests.servico_radius import autenticar, contabilizar, radclient

RESPOSTA = "Accounting-Response"


@pytest.fixture
def nas(freeradius: FreeRadius) -> EquipamentoConexao:
    return fabricas.equipamento()


@pytest.fixture
def acesso(nas: EquipamentoConexao) -> Acesso:
    return fabricas.acesso("assinante")


def test_start_interim_stop(freeradius: FreeRadius, nas: EquipamentoConexao, acesso: Acesso) -> None:
    assert contabilizar(freeradius, "Start", "assinante", "1", extra={"Framed-IP-Address": "100.64.1.2"}).codigo
    sessao = Sessao.objects.get()
    assert (sessao.acesso, sessao.equipamento, sessao.framed_ip, sessao.nas_ip) == (
        acesso,
        nas,
        "100.64.1.2",
        "127.0.0.2",
    )
    trafego = {"Acct-Input-Octets": 100, "Acct-Output-Octets": 7, "Acct-Output-Gigawords": 2, "Acct-Session-Time": 60}
    assert contabilizar(freeradius, "Interim-Update", "assinante", "1", extra=trafego).codigo == RESPOSTA
    sessao.refresh_from_db()
    assert (sessao.octetos_entrada, sessao.octetos_saida) == (100, 2 * 2**32 + 7)
    fim = {"Acct-Input-Octets": 300, "Acct-Output-Gigawords": 3, "Acct-Terminate-Cause": "User-Request"}
    assert contabilizar(freeradius, "Stop", "assinante", "1", extra=fim).codigo == RESPOSTA
    assert not Sessao.objects.exists()
    conexao = Conexao.objects.get()
    assert (conexao.acesso, conexao.causa, conexao.octetos_entrada, conexao.octetos_saida) == (
        acesso,
        "User-Request",
        300,
        3 * 2**32,
    )
    assert conexao.framed_ip == "100.64.1.2"


def test_interim_fora_de_ordem_nao_volta_o_contador(freeradius: FreeRadius, acesso: Acesso) -> None:
    contabilizar(freeradius, "Start", "assinante", "1")
    for octetos in (500, 200):
        contabilizar(freeradius, "Interim-Update", "assinante", "1", extra={"Acct-Input-Octets": octetos})
    assert Sessao.objects.get().octetos_entrada == 500


def test_interim_atrasado_nao_reabre(freeradius: FreeRadius, acesso: Acesso) -> None:
    contabilizar(freeradius, "Start", "assinante", "1")
    contabilizar(freeradius, "Stop", "assinante", "1")
    for tipo in ("Interim-Update", "Start"):
        assert contabilizar(freeradius, tipo, "assinante", "1").codigo == RESPOSTA
    assert not Sessao.objects.exists()
    assert Conexao.objects.count() == 1


def test_stop_repetido_e_simultaneo_faz_uma_linha(freeradius: FreeRadius, acesso: Acesso) -> None:
    with ThreadPoolExecutor(8) as fila:
        codigos = list(fila.map(lambda _: contabilizar(freeradius, "Stop", "assinante", "9").codigo, range(8)))
    assert set(codigos) == {RESPOSTA}
    assert Conexao.objects.count() == 1


def test_start_perdido_interim_cria(freeradius: FreeRadius, acesso: Acesso) -> None:
    contabilizar(freeradius, "Interim-Update", "assinante", "1", extra={"Acct-Session-Time": 3600})
    assert abs(agora() - Sessao.objects.get().inicio - dt.timedelta(hours=1)) < dt.timedelta(seconds=20)


def test_start_e_interim_perdidos_stop_cria(freeradius: FreeRadius, acesso: Acesso) -> None:
    contabilizar(freeradius, "Stop", "assinante", "1", extra={"Acct-Session-Time": 7200, "Acct-Input-Octets": 5})
    conexao = Conexao.objects.get()
    assert (conexao.duracao, conexao.octetos_entrada) == (dt.timedelta(hours=2), 5)


def test_accounting_on_fecha_as_sessoes_so_deste_nas(freeradius: FreeRadius, acesso: Acesso) -> None:
    fabricas.equipamento("127.0.0.3")
    contabilizar(freeradius, "Start", "assinante", "1")
    contabilizar(freeradius, "Start", "outro", "1", mac="AA:AA:AA:AA:AA:AA", origem="127.0.0.3")
    radclient(freeradius.porta_acct, "acct", {"Acct-Status-Type": "Accounting-On"})
    assert [s.login for s in Sessao.objects.all()] == ["outro"]
    assert Conexao.objects.get().causa == "NAS-Reboot"


def test_mesmo_mac_que_volta_fecha_o_que_ficou_aberto(freeradius: FreeRadius, acesso: Acesso) -> None:
    contabilizar(freeradius, "Start", "assinante", "1")
    assert autenticar(freeradius, "assinante", "senha-pppoe").aceito
    contabilizar(freeradius, "Start", "assinante", "2")
    assert Sessao.objects.get().acct_session_id == "2"
    assert Conexao.objects.get().causa == "Lost-Stop"


def test_sessao_calada_e_fechada_e_o_stop_tardio_corrige(freeradius: FreeRadius, acesso: Acesso) -> None:
    contabilizar(freeradius, "Start", "assinante", "1")
    contabilizar(freeradius, "Start", "assinante", "2", mac="AA:AA:AA:AA:AA:02")
    visto = agora() - dt.timedelta(seconds=901)
    Sessao.objects.filter(acct_session_id="1").update(visto=visto, inicio=visto)
    assert encerrar_sessoes_paradas() == 1
    conexao = Conexao.objects.get()
    assert (conexao.causa, conexao.fim) == ("Lost-Stop", visto)
    assert Sessao.objects.get().acct_session_id == "2"
    extra = {"Acct-Input-Octets": 77, "Acct-Terminate-Cause": "Lost-Carrier"}
    contabilizar(freeradius, "Stop", "assinante", "1", extra=extra)
    conexao = Conexao.objects.get()
    assert (conexao.causa, conexao.octetos_entrada) == ("Lost-Carrier", 77)


def test_login_desconhecido_tambem_e_guardado(freeradius: FreeRadius, nas: object) -> None:
    assert contabilizar(freeradius, "Stop", "ninguém 'x'", "1").codigo == RESPOSTA
    conexao = Conexao.objects.get()
    assert (conexao.login, conexao.acesso_id) == ("ninguém 'x'", None)


def test_banco_fora_do_ar_e_silencio_nao_recusa(freeradius: FreeRadius, acesso: Acesso) -> None:
    """While the database refuses, no reject and no answer; a second after it is back, logins work."""
    assert autenticar(freeradius, "assinante", "senha-pppoe").aceito
    _permitir_conexoes(False)
    try:
        assert autenticar(freeradius, "assinante", "senha-pppoe", espera=2).codigo == ""
        assert contabilizar(freeradius, "Start", "assinante", "1", espera=2).codigo == ""
    finally:
        _permitir_conexoes(True)
    time.sleep(1.5)
    assert autenticar(freeradius, "assinante", "senha-pppoe").aceito


def _permitir_conexoes(sim: bool) -> None:
    """Let the role of FreeRADIUS in, or throw it out and keep it out."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE radius {'LOGIN' if sim else 'NOLOGIN'}")
        if not sim:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'radius'")
