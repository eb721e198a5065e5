"""What FreeRADIUS answers to a login (R05), on the real server."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from clientes.acoes import cancelar, habilitar, suspender
from clientes.estados import Status
from configuracao.models import Variavel
from demonstracao.servidores import FreeRadius
from hubsoft.core.datas import agora
from hubsoft.core.models import Historico
from rede.models import Acesso, Autenticacao, EquipamentoConexao, ReducaoVelocidade, Sessao
from tests.rede import fabricas, mschap
from tests.servico_radius import MAC, autenticar, contabilizar, radclient

VELOCIDADE = "250000k/500000k"


@pytest.fixture
def nas(freeradius: FreeRadius) -> EquipamentoConexao:
    return fabricas.equipamento()


def ultima() -> Autenticacao:
    return Autenticacao.objects.latest("id")


def test_mschapv2_da_rfc_2759() -> None:
    """Section 9.2 of the RFC: the test's own client is right."""
    desafio = bytes.fromhex("5B5D7C7D7B3F2F3E3C2C602132262628")
    par = bytes.fromhex("21402324255E262A28295F2B3A337C7E")
    esperado = bytes.fromhex("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF")
    assert mschap.resposta_nt(desafio, par, "User", "clientPass") == esperado


@pytest.mark.parametrize("metodo", ["pap", "chap", "mschap", "mschapv2"])
def test_ativo_entra_com_a_velocidade_do_plano(freeradius: FreeRadius, nas: object, metodo: str) -> None:
    acesso = fabricas.acesso("joao@provedor", "sen'ha \"ç")
    resposta = autenticar(freeradius, "joao@provedor", "sen'ha \"ç", metodo=metodo)
    assert resposta.codigo == "Access-Accept"
    assert resposta.atributos["Mikrotik-Rate-Limit"] == VELOCIDADE
    assert "Message-Authenticator" in resposta.atributos
    assert ("MS-CHAP2-Success" in resposta.atributos) == (metodo == "mschapv2")
    assert (ultima().aceito, ultima().acesso, ultima().equipamento, ultima().mac) == (True, acesso, nas, MAC)


@pytest.mark.parametrize("metodo", ["pap", "chap", "mschap", "mschapv2"])
def test_senha_errada_diz_por_que(freeradius: FreeRadius, nas: object, metodo: str) -> None:
    fabricas.acesso("maria")
    resposta = autenticar(freeradius, "maria", "outra", metodo=metodo)
    assert resposta.codigo == "Access-Reject"
    assert "Mikrotik-Rate-Limit" not in resposta.atributos
    assert "Message-Authenticator" in resposta.atributos
    assert (ultima().aceito, ultima().motivo) == (False, "senha-incorreta")
    assert "outra" not in (ultima().mensagem or "")


def test_burst_do_plano(freeradius: FreeRadius, nas: object) -> None:
    acesso = fabricas.acesso()
    plano = acesso.servico.plano
    plano.burst_download_kbps, plano.burst_limiar_percentual, plano.burst_segundos = 600_000, 80, 16
    plano.save()
    resposta = autenticar(freeradius, acesso.login, "senha-pppoe")
    assert resposta.atributos["Mikrotik-Rate-Limit"] == f"{VELOCIDADE} 250000k/600000k 200000k/400000k 16/16"


def test_pool_do_plano_e_ip_fixo(freeradius: FreeRadius, nas: object) -> None:
    acesso = fabricas.acesso()
    acesso.servico.plano.pool = "clientes"
    acesso.servico.plano.save()
    assert autenticar(freeradius, acesso.login, "senha-pppoe").atributos["Framed-Pool"] == "clientes"
    acesso.ipv4 = "100.64.0.9"
    acesso.save()
    resposta = autenticar(freeradius, acesso.login, "senha-pppoe")
    assert resposta.atributos["Framed-IP-Address"] == "100.64.0.9"
    assert "Framed-Pool" not in resposta.atributos
    assert str(ultima().ip) == "100.64.0.9"


def test_mudanca_de_status_vale_no_pacote_seguinte(freeradius: FreeRadius, nas: object) -> None:
    acesso = fabricas.acesso(ipv4="100.64.0.10")
    assert "Framed-Pool" not in autenticar(freeradius, acesso.login, "senha-pppoe").atributos
    suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="15 dias de atraso")
    suspensa = autenticar(freeradius, acesso.login, "senha-pppoe")
    assert suspensa.aceito
    assert suspensa.atributos["Framed-Pool"] == "suspensao-total"
    assert suspensa.atributos["Mikrotik-Address-List"] == "suspensos"
    assert "Framed-IP-Address" not in suspensa.atributos
    habilitar(acesso.servico)
    assert autenticar(freeradius, acesso.login, "senha-pppoe").atributos["Framed-IP-Address"] == "100.64.0.10"
    cancelar(acesso.servico, motivo="mudou de cidade")
    assert not autenticar(freeradius, acesso.login, "senha-pppoe").aceito
    assert ultima().motivo == "contrato-cancelado"


def definir(nome: str, valor: str) -> None:
    Variavel.objects.update_or_create(nome=nome, defaults={"valor": valor})


def test_suspenso_vai_ao_pool_escolhido_ou_e_recusado(freeradius: FreeRadius, nas: object) -> None:
    acesso = fabricas.acesso(status=Status.SUSPENSO_PEDIDO)
    definir("POOL_SUSPENSAO_TOTAL", "bloqueados")
    assert autenticar(freeradius, acesso.login, "senha-pppoe").atributos["Framed-Pool"] == "bloqueados"
    definir("RECUSAR_SUSPENSO", "sim")
    resposta = autenticar(freeradius, acesso.login, "senha-pppoe")
    assert (resposta.codigo, resposta.atributos["Reply-Message"]) == ("Access-Reject", "servico-suspenso")


def test_suspensao_parcial_reduz_a_velocidade(freeradius: FreeRadius, nas: object) -> None:
    acesso = fabricas.acesso(status=Status.SUSPENSO_PARCIAL, ipv4="100.64.0.11")

    def velocidade() -> str:
        resposta = autenticar(freeradius, acesso.login, "senha-pppoe")
        assert resposta.aceito
        return resposta.atributos["Mikrotik-Rate-Limit"]

    assert velocidade() == "25000k/50000k"  # 10 % by default
    ReducaoVelocidade.objects.create(servico=acesso.servico, tipo="percentual", valor=20)
    assert velocidade() == "50000k/100000k"
    ReducaoVelocidade.objects.update(tipo="kbps", valor=1024)
    assert velocidade() == "1024k/1024k"
    definir("POOL_SUSPENSAO_PARCIALMENTE", "lentos")
    resposta = autenticar(freeradius, acesso.login, "senha-pppoe")
    assert resposta.atributos["Framed-Pool"] == "lentos"
    assert "Framed-IP-Address" not in resposta.atributos


@pytest.mark.parametrize(
    ("status", "motivo"),
    [(Status.AGUARDANDO_INSTALACAO, "aguardando-instalacao")],
)
def test_recusados_pelo_estado(freeradius: FreeRadius, nas: object, status: Status, motivo: str) -> None:
    acesso = fabricas.acesso(status=status)
    assert not autenticar(freeradius, acesso.login, "senha-pppoe").aceito
    assert ultima().motivo == motivo


@pytest.mark.parametrize("login", ["nao-existe", "x' OR '1'='1", "'; DROP TABLE sessao; --", "joão ção", 'a"b\\c'])
def test_login_desconhecido_ou_hostil(freeradius: FreeRadius, nas: object, login: str) -> None:
    fabricas.acesso("existe")
    assert autenticar(freeradius, login, "qualquer").codigo == "Access-Reject"
    assert (ultima().login, ultima().motivo, ultima().acesso_id) == (login, "login-inexistente", None)


def test_mac_amarrado(freeradius: FreeRadius, nas: object) -> None:
    fabricas.acesso("preso", mac="AA:BB:CC:DD:EE:FF")
    assert autenticar(freeradius, "preso", "senha-pppoe", mac="aa:bb:cc:dd:ee:ff").aceito
    assert not autenticar(freeradius, "preso", "senha-pppoe", mac="AA:BB:CC:DD:EE:00").aceito
    assert ultima().motivo == "mac-diferente"
    assert not autenticar(freeradius, "preso", "senha-pppoe", mac="").aceito


def test_sessao_simultanea_e_volta_do_mesmo_mac(freeradius: FreeRadius, nas: object) -> None:
    acesso = fabricas.acesso()
    contabilizar(freeradius, "Start", acesso.login, "81000001", mac="AA:AA:AA:AA:AA:01")
    assert autenticar(freeradius, acesso.login, "senha-pppoe", mac="AA:AA:AA:AA:AA:01").aceito
    outra = autenticar(freeradius, acesso.login, "senha-pppoe", mac="AA:AA:AA:AA:AA:02")
    assert (outra.codigo, ultima().motivo) == ("Access-Reject", "sessao-simultanea")
    acesso.max_sessoes = 2
    acesso.save()
    assert autenticar(freeradius, acesso.login, "senha-pppoe", mac="AA:AA:AA:AA:AA:02").aceito


def test_nas_novo_atende_sem_reinicio_e_inativo_nao(freeradius: FreeRadius) -> None:
    fabricas.acesso("novo")
    pedido = {"User-Name": "novo", "User-Password": "senha-pppoe"}
    assert radclient(freeradius.porta_auth, "auth", pedido, origem="127.0.0.77", espera=1).codigo == ""
    fabricas.equipamento("127.0.0.77")
    fabricas.equipamento("127.0.0.78", ativo=False)
    assert radclient(freeradius.porta_auth, "auth", pedido, origem="127.0.0.77").aceito
    assert radclient(freeradius.porta_auth, "auth", pedido, origem="127.0.0.78", espera=1).codigo == ""


@pytest.fixture
def huawei(freeradius: FreeRadius) -> EquipamentoConexao:
    return fabricas.equipamento("127.0.0.31", fabricante="huawei", tipo_nas="huawei", modelo="NE20E-S2F")


def no_huawei(servidor: FreeRadius, login: str, **opcoes: object) -> dict[str, str]:
    resposta = autenticar(servidor, login, "senha-pppoe", origem="127.0.0.31", **opcoes)
    assert resposta.aceito
    assert not any(nome.startswith("Mikrotik") for nome in resposta.atributos)
    return resposta.atributos


def test_huawei_recebe_bits_por_segundo(freeradius: FreeRadius, huawei: object) -> None:
    """Input is the upload; rates are bit/s, at most what 32 bits carry; without burst the peak is the rate."""
    acesso = fabricas.acesso(ipv4="100.64.0.40")
    atributos = no_huawei(freeradius, acesso.login)
    assert {n: v for n, v in atributos.items() if n.startswith("Huawei")} == {
        "Huawei-Input-Average-Rate": "250000000",
        "Huawei-Input-Peak-Rate": "250000000",
        "Huawei-Output-Average-Rate": "500000000",
        "Huawei-Output-Peak-Rate": "500000000",
    }
    assert (atributos["Framed-IP-Address"], atributos["Acct-Interim-Interval"]) == ("100.64.0.40", "300")
    plano = acesso.servico.plano
    plano.download_kbps, plano.burst_upload_kbps, plano.pool = 10_000_000, 400_000, "clientes"
    plano.save()
    acesso.ipv4 = None
    acesso.save()
    atributos = no_huawei(freeradius, acesso.login)
    assert (atributos["Huawei-Output-Average-Rate"], atributos["Huawei-Input-Peak-Rate"]) == ("4294967295", "400000000")
    assert atributos["Framed-Pool"] == "clientes"


def test_huawei_suspenso_e_parcial(freeradius: FreeRadius, huawei: object) -> None:
    acesso = fabricas.acesso(status=Status.SUSPENSO_DEBITO)
    atributos = no_huawei(freeradius, acesso.login)
    assert (atributos["Framed-Pool"], "Huawei-Domain-Name" in atributos) == ("suspensao-total", False)
    definir("DOMINIO_SUSPENSAO_TOTAL", "bloqueados")
    assert no_huawei(freeradius, acesso.login)["Huawei-Domain-Name"] == "bloqueados"
    parcial = fabricas.acesso(status=Status.SUSPENSO_PARCIAL)
    definir("POOL_SUSPENSAO_PARCIALMENTE", "lentos")
    atributos = no_huawei(freeradius, parcial.login)
    assert (atributos["Huawei-Output-Average-Rate"], atributos["Framed-Pool"]) == ("50000000", "lentos")


@pytest.mark.parametrize("mac", ["aabb-ccdd-eeff", "AABB.CCDD.EEFF", "aa-bb-cc-dd-ee-ff", "aabbccddeeff"])
def test_mac_em_qualquer_notacao(freeradius: FreeRadius, huawei: object, mac: str) -> None:
    acesso = fabricas.acesso(mac="AA:BB:CC:DD:EE:FF")
    no_huawei(freeradius, acesso.login, mac=mac)
    assert ultima().mac == "AA:BB:CC:DD:EE:FF"
    contabilizar(freeradius, "Start", acesso.login, "h1", mac=mac, origem="127.0.0.31")
    assert Sessao.objects.get().mac == "AA:BB:CC:DD:EE:FF"


def test_aprende_o_primeiro_mac_e_diz_no_historico(freeradius: FreeRadius, nas: object) -> None:
    acesso = fabricas.acesso(aprender_mac=True)
    assert autenticar(freeradius, acesso.login, "errada", mac="aa:00:00:00:00:01").codigo == "Access-Reject"
    acesso.refresh_from_db()
    assert acesso.mac == ""
    assert autenticar(freeradius, acesso.login, "senha-pppoe", mac="ether1").aceito  # no MAC: nothing to learn
    assert autenticar(freeradius, acesso.login, "senha-pppoe", mac="aa:00:00:00:00:01").aceito
    acesso.refresh_from_db()
    assert acesso.mac == "AA:00:00:00:00:01"
    frase = Historico.objects.get(servico_id=acesso.servico_id, origem="RADIUS").frase
    assert frase == f"MAC do acesso {acesso.login} aprendido na primeira conexão: AA:00:00:00:00:01."
    assert not autenticar(freeradius, acesso.login, "senha-pppoe", mac="AA:00:00:00:00:02").aceito
    assert ultima().motivo == "mac-diferente"


def test_so_o_mais_rapido_de_dois_prende_o_mac(freeradius: FreeRadius, nas: object) -> None:
    """The second of two routers that log in at once finds the MAC taken by the first."""
    acesso = fabricas.acesso(aprender_mac=True)
    with connection.cursor() as cursor:
        respostas = []
        for mac in ("AA:00:00:00:00:01", "AA:00:00:00:00:02"):
            cursor.execute("SELECT radius_aprender_mac(%s, %s)", [str(acesso.pk), mac])
            respostas.append(cursor.fetchone()[0])
    assert respostas == ["AA:00:00:00:00:01", None]


def test_vencido_inativo_e_pool_do_acesso(freeradius: FreeRadius, nas: object) -> None:
    acesso = fabricas.acesso(pool="empresas", expira_em=agora() + dt.timedelta(hours=1))
    atributos = autenticar(freeradius, acesso.login, "senha-pppoe").atributos
    assert atributos["Framed-Pool"] == "empresas"
    assert 3500 < int(atributos["Session-Timeout"]) <= 3600
    for campos, motivo in (
        ({"expira_em": agora() - dt.timedelta(seconds=1)}, "acesso-expirado"),
        ({"ativo": False}, "acesso-inativo"),
    ):
        Acesso.objects.filter(pk=acesso.pk).update(**campos)
        recusada = autenticar(freeradius, acesso.login, "senha-pppoe")
        assert (recusada.codigo, recusada.atributos["Reply-Message"], ultima().motivo) == (
            "Access-Reject", motivo, motivo,
        )  # fmt: skip
        assert "Framed-Pool" not in recusada.atributos


def test_senha_errada_vem_antes_do_limite_de_sessoes(freeradius: FreeRadius, nas: object) -> None:
    acesso = fabricas.acesso()
    contabilizar(freeradius, "Start", acesso.login, "82000001", mac="AA:AA:AA:AA:AA:01")
    autenticar(freeradius, acesso.login, "errada", mac="AA:AA:AA:AA:AA:02")
    assert ultima().motivo == "senha-incorreta"
    recusada = autenticar(freeradius, acesso.login, "senha-pppoe", mac="AA:AA:AA:AA:AA:02")
    assert "Mikrotik-Rate-Limit" not in recusada.atributos
    assert recusada.atributos["Reply-Message"] == "sessao-simultanea"
    assert Autenticacao.objects.filter(acesso=acesso).count() == 2
