"""Commands to the concentrador (R06): which, to whom, what a NAK means, what a dead NAS or worker costs."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest

from clientes.acoes import cancelar, habilitar, suspender
from clientes.estados import Status
from clientes.models import Plano
from hubsoft.core.datas import agora
from hubsoft.core.erros import TransicaoInvalida
from hubsoft.core.eventos import entregar_pendentes, publicar
from hubsoft.core.models import Historico
from rede import acoes
from rede.models import Acesso, ComandoCoa, Conexao, EquipamentoConexao, Sessao, TentativaCoa
from rede.regras.comandos import comando_da_mudanca, espera
from rede.regras.error_cause import TABELA, Providencia, explicar
from tests.rede import fabricas
from tests.servico_radius import SEGREDO
from tests.standins.nas import COA_REQUEST, DISCONNECT_REQUEST, NasDeMentira

E = ComandoCoa.Estado


@pytest.mark.parametrize(
    ("de", "para", "parcial_tem_pool", "esperado"),
    [
        ("habilitado", "suspenso_debito", False, "disconnect"),
        ("suspenso_debito", "habilitado", False, "disconnect"),
        ("suspenso_pedido", "suspenso_debito", False, None),
        ("habilitado", "suspenso_parcial", False, "coa"),
        ("habilitado", "suspenso_parcial", True, "disconnect"),
        ("suspenso_parcial", "habilitado", False, "coa"),
        ("suspenso_parcial", "suspenso_debito", False, "disconnect"),
        ("habilitado", "cancelado", False, "disconnect"),
        ("habilitado", "aguardando_migracao", False, None),
    ],
)
def test_tabela_de_comandos(de: str, para: str, parcial_tem_pool: bool, esperado: str | None) -> None:
    assert comando_da_mudanca(de, para, parcial_tem_pool=parcial_tem_pool) == esperado


def test_espera_dobra_ate_dez_minutos() -> None:
    assert [espera(n).total_seconds() for n in (1, 2, 3, 8, 9, 500)] == [5, 10, 20, 600, 600, 600]


def test_todo_codigo_da_rfc_5176_tem_explicacao() -> None:
    assert set(TABELA) == {201, 202, *range(401, 408), *range(501, 509)}
    assert all(causa.explicacao.endswith(".") and causa.o_que_fazer.endswith(".") for causa in TABELA.values())
    assert "999" in explicar(999).explicacao
    assert explicar(None).coa is Providencia.DESCONECTAR


@pytest.fixture
def nas() -> Iterator[NasDeMentira]:
    with NasDeMentira("127.0.0.11", SEGREDO) as nas:
        yield nas


@pytest.fixture
def equipamento(transactional_db: None, nas: NasDeMentira) -> EquipamentoConexao:
    return fabricas.equipamento(nas.endereco, porta_incoming=nas.porta)


def conectado(
    equipamento: EquipamentoConexao, nas: NasDeMentira | None, sessao: str = "81", **campos: object
) -> Acesso:
    """Return the login of a subscriber with a session open at the NAS."""
    acesso = fabricas.acesso(**campos)
    abrir_sessao(acesso, equipamento, nas, sessao)
    return acesso


def abrir_sessao(acesso: Acesso, equipamento: EquipamentoConexao, nas: NasDeMentira | None, sessao: str) -> None:
    ip = f"100.64.0.{10 + Sessao.objects.count()}"
    Sessao.objects.create(
        unico=f"{acesso.pk}-{sessao}", acesso=acesso, equipamento=equipamento, login=acesso.login, framed_ip=ip,
        acct_session_id=sessao, nas_ip=equipamento.ipv4, inicio=agora(), visto=agora(), octetos_entrada=0,
        octetos_saida=0,
    )  # fmt: skip
    if nas is not None:
        nas.abrir(acesso.login, sessao, ip)


def enviar() -> None:
    """What the workers do: deliver the events, then send what is due."""
    entregar_pendentes()
    for equipamento_id in acoes.equipamentos_com_comandos():
        acoes.enviar_comandos(equipamento_id)


def test_suspender_derruba_a_sessao(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    acesso = conectado(equipamento, nas)
    suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="15 dias de atraso")
    enviar()
    assert (nas.sessoes, nas.descartados) == ({}, [])
    assert [p.codigo for p in nas.pedidos] == [DISCONNECT_REQUEST]
    comando = ComandoCoa.objects.get()
    assert (comando.estado, comando.motivo) == (E.CONFIRMADO, "Status: Suspenso por débito — 15 dias de atraso")
    assert TentativaCoa.objects.get().resultado == "ack"
    assert Historico.objects.filter(servico_id=acesso.servico_id, area="rede", frase__contains="confirmado").exists()


def test_evento_repetido_nao_manda_duas_vezes(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    from rede.manipuladores import status_alterado

    acesso = conectado(equipamento, nas)
    dados = {"servico_id": acesso.servico_id, "de": "habilitado", "para": "cancelado", "motivo": ""}
    evento = type("Evento", (), {"pk": 7})()
    for _ in range(2):
        status_alterado(dados, evento)
    assert ComandoCoa.objects.count() == 1


def test_suspensao_parcial_muda_a_velocidade_e_voltar_devolve(
    equipamento: EquipamentoConexao, nas: NasDeMentira
) -> None:
    acesso = conectado(equipamento, nas)
    suspender(acesso.servico, Status.SUSPENSO_PARCIAL, motivo="atraso")
    enviar()
    assert nas.sessoes["81"].taxa == "25000k/50000k"
    habilitar(acesso.servico)
    enviar()
    assert nas.sessoes["81"].taxa == "250000k/500000k"
    assert [p.codigo for p in nas.pedidos] == [COA_REQUEST] * 2


def test_plano_novo_vai_por_coa_e_pool_novo_derruba(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    from django.db import transaction

    from rede.models import Autenticacao

    acesso = conectado(equipamento, nas)
    Autenticacao.objects.create(em=agora(), acesso=acesso, login=acesso.login, aceito=True)
    Plano.objects.update(download_kbps=800_000)
    with transaction.atomic():
        publicar("servico.plano_alterado", {"servico_id": acesso.servico_id, "cliente_id": acesso.servico.cliente_id})
    enviar()
    assert nas.sessoes["81"].taxa == "250000k/800000k"
    Plano.objects.update(pool="outro")
    with transaction.atomic():
        publicar("servico.plano_alterado", {"servico_id": acesso.servico_id, "cliente_id": acesso.servico.cliente_id})
    enviar()
    assert nas.sessoes == {}


def test_cada_sessao_so_ao_seu_nas(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    with NasDeMentira("127.0.0.12", "outro-segredo") as segundo:
        outro = fabricas.equipamento(segundo.endereco, "outro-segredo", porta_incoming=segundo.porta)
        acesso = conectado(equipamento, nas, max_sessoes=2)
        abrir_sessao(acesso, outro, segundo, "82")
        cancelar(acesso.servico, motivo="mudança")
        enviar()
        assert (nas.sessoes, segundo.sessoes) == ({}, {})
        assert (len(nas.pedidos), len(segundo.pedidos)) == (1, 1)
        assert nas.descartados == segundo.descartados == []


def test_nas_mudo_nao_atrasa_os_outros_e_recebe_depois(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    with NasDeMentira("127.0.0.12", SEGREDO, mudo=True) as segundo:
        parado = fabricas.equipamento(segundo.endereco, porta_incoming=segundo.porta)
        do_parado = [conectado(parado, segundo, f"9{n}") for n in range(20)]
        acesso = conectado(equipamento, nas)
        for um in (*do_parado, acesso):
            suspender(um.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
        inicio = time.monotonic()
        enviar()
        assert time.monotonic() - inicio < 6  # one timeout, not twenty
        assert nas.sessoes == {}
        pendentes = ComandoCoa.objects.filter(equipamento=parado)
        assert {c.estado for c in pendentes} == {E.PENDENTE}
        assert all(c.proxima_tentativa > agora() for c in pendentes)
        segundo.mudo = False
        pendentes.update(proxima_tentativa=agora())
        enviar()
        assert segundo.sessoes == {}
        assert {c.estado for c in ComandoCoa.objects.all()} == {E.CONFIRMADO}


def test_segredo_errado_e_silencio(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    acesso = conectado(equipamento, nas)
    equipamento.segredo_radius.segredo = "errado"
    equipamento.segredo_radius.save()
    suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
    enviar()
    assert ComandoCoa.objects.get().estado == E.PENDENTE
    assert len(nas.descartados) == 2
    assert nas.sessoes


def test_depois_do_prazo_desiste_e_diz(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    nas.mudo = True
    acesso = conectado(equipamento, nas)
    suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
    entregar_pendentes()
    ComandoCoa.objects.update(prazo=agora() - dt.timedelta(seconds=1))
    enviar()
    comando = ComandoCoa.objects.get()
    assert comando.estado == E.SEM_RESPOSTA
    nas.mudo = False
    acoes.reenviar_comando(comando)
    enviar()
    assert ComandoCoa.objects.get().estado == E.CONFIRMADO
    with pytest.raises(TransicaoInvalida):
        acoes.reenviar_comando(comando)


def test_503_encerra_a_sessao_que_ficou(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    acesso = conectado(equipamento, None)
    suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
    enviar()
    comando = ComandoCoa.objects.get()
    assert (comando.estado, comando.error_cause) == (E.SEM_SESSAO, 503)
    assert "não estava conectado" in comando.mensagem
    assert not Sessao.objects.exists()
    assert Conexao.objects.get().causa == "Lost-Stop"


DESISTE, DEPOIS, CONFIRMA, ENCERRA = "recusado", "pendente", "confirmado", "sem_sessao"
# facts of RFC 5176 section 3.5 and of the vendors: what becomes of a CoA and of a Disconnect refused with each code.
DESTINOS = {
    0: ("disconnect", DESISTE), 201: (CONFIRMA, CONFIRMA), 202: (DESISTE, DESISTE), 401: ("disconnect", DESISTE),
    402: (DESISTE, DESISTE), 403: (DESISTE, DESISTE), 404: (DESISTE, DESISTE), 405: (DESISTE, DESISTE),
    406: ("disconnect", DESISTE), 407: (DESISTE, DESISTE), 501: (DESISTE, DESISTE), 502: (DESISTE, DESISTE),
    503: (ENCERRA, ENCERRA), 504: (DEPOIS, DEPOIS), 505: (DEPOIS, DEPOIS), 506: (DEPOIS, DEPOIS),
    507: (CONFIRMA, CONFIRMA), 508: (DESISTE, DESISTE), 999: (DESISTE, DESISTE),
}  # fmt: skip


@pytest.mark.parametrize("causa", DESTINOS)
def test_o_que_cada_error_cause_faz(equipamento: EquipamentoConexao, nas: NasDeMentira, causa: int) -> None:
    do_coa, do_disconnect = DESTINOS[causa]
    parcial, suspenso = conectado(equipamento, nas, "81"), conectado(equipamento, nas, "82")
    nas.recusar = causa
    nas.recusar_disconnect = causa
    suspender(suspenso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
    enviar()
    comando = ComandoCoa.objects.get()
    assert (comando.tipo, comando.estado, comando.error_cause) == ("disconnect", do_disconnect, causa or None)
    assert comando.mensagem.startswith(explicar(causa or None).explicacao)
    assert (comando.concluido_em is None) == (do_disconnect == DEPOIS)
    nas.recusar_disconnect = None
    suspender(parcial.servico, Status.SUSPENSO_PARCIAL, motivo="atraso")
    enviar()
    coa = ComandoCoa.objects.get(tipo="coa")
    assert coa.estado == (DESISTE if do_coa == "disconnect" else do_coa)
    trocado = ComandoCoa.objects.filter(servico=parcial.servico, tipo="disconnect")
    if do_coa == "disconnect":
        assert trocado.get().estado == E.CONFIRMADO
        assert "81" not in nas.sessoes
    else:
        assert not trocado.exists()
    assert Sessao.objects.filter(acct_session_id="81").exists() == (causa != 503)


def test_sem_recursos_tenta_depois(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    nas.recusar = 506
    acesso = conectado(equipamento, nas)
    suspender(acesso.servico, Status.SUSPENSO_PARCIAL, motivo="atraso")
    enviar()
    assert ComandoCoa.objects.get().estado == E.PENDENTE
    nas.recusar = None
    ComandoCoa.objects.update(proxima_tentativa=agora())
    enviar()
    assert ComandoCoa.objects.get().estado == E.CONFIRMADO


def test_concentrador_nao_cadastrado_e_dito(equipamento: EquipamentoConexao, nas: NasDeMentira) -> None:
    acesso = conectado(equipamento, None)
    Sessao.objects.update(equipamento=None, nas_ip="10.9.9.9")
    suspender(acesso.servico, Status.SUSPENSO_DEBITO, motivo="atraso")
    enviar()
    comando = ComandoCoa.objects.get()
    assert comando.estado == E.RECUSADO
    assert "10.9.9.9" in comando.mensagem
