"""One change, one command: what leaves for an open session at each change of state or speed (R06, R07, F01, F28)."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse

from clientes.acoes import habilitar, suspender
from clientes.estados import Status
from financeiro.acoes.salvar_dados_cobranca import Condicao, salvar_dados_cobranca
from financeiro.acoes.salvar_forma import salvar_forma
from financeiro.models import DadosCobranca, FormaCobranca
from hubsoft.core.eventos import entregar_pendentes, publicar
from rede import acoes
from rede.models import Acesso, ComandoCoa, EquipamentoConexao, ReducaoVelocidade
from tests.financeiro import fabricas as do_financeiro
from tests.rede.test_coa import conectado, enviar, equipamento, nas  # noqa: F401 -- fixtures
from tests.standins.nas import COA_REQUEST, DISCONNECT_REQUEST, NasDeMentira

CONTA = {"agencia": "0057", "conta": "72192", "conta_dv": "0"}


def forma(**campos) -> FormaCobranca:
    reducao = {"permite_suspensao_parcial": True, "dias_suspensao_parcial": 5, "reducao": 20}
    return do_financeiro.forma_cobranca(**CONTA | reducao | campos)


def cobrado(equipamento: EquipamentoConexao, nas: NasDeMentira, por: FormaCobranca, sessao: str = "81") -> Acesso:  # noqa: F811
    acesso = conectado(equipamento, nas, sessao)
    DadosCobranca.objects.create(servico=acesso.servico, forma=por, dia_vencimento=10)
    return acesso


def saiu(nas: NasDeMentira) -> list[int]:  # noqa: F811
    """Deliver and send until nothing is left; return the codes of what reached the NAS since the last time."""
    antes = len(nas.pedidos)
    for _ in range(3):
        enviar()
    return [pedido.codigo for pedido in nas.pedidos[antes:]]


def test_cada_mudanca_manda_exatamente_um_comando(
    equipamento: EquipamentoConexao,  # noqa: F811
    nas: NasDeMentira,  # noqa: F811
    admin,
) -> None:
    por = forma()
    acesso = cobrado(equipamento, nas, por)
    servico = acesso.servico
    suspender(servico, Status.SUSPENSO_PARCIAL, motivo="5 dias")
    assert (saiu(nas), nas.sessoes["81"].taxa) == ([COA_REQUEST], "50000k/100000k"), "já com a velocidade da forma"
    por.tipo_reducao, por.reducao = "kbps", 512
    salvar_forma(por, admin)
    assert (saiu(nas), nas.sessoes["81"].taxa) == ([COA_REQUEST], "512k/512k")
    salvar_forma(FormaCobranca.objects.get(pk=por.pk), admin)
    assert saiu(nas) == [], "nada mudou"
    outra = forma(reducao=30, conta="72193")
    salvar_dados_cobranca(servico, Condicao(outra, 10, DadosCobranca.Modalidade.POSTECIPADO), admin)
    assert (saiu(nas), nas.sessoes["81"].taxa) == ([COA_REQUEST], "75000k/150000k")
    habilitar(servico)
    assert (saiu(nas), nas.sessoes["81"].taxa) == ([COA_REQUEST], "250000k/500000k")
    suspender(servico, Status.SUSPENSO_PARCIAL, motivo="5 dias")
    assert saiu(nas) == [COA_REQUEST]
    suspender(servico, Status.SUSPENSO_DEBITO, motivo="15 dias")
    assert (saiu(nas), nas.sessoes) == ([DISCONNECT_REQUEST], {})
    nas.abrir(acesso.login, "81", "100.64.0.10")
    habilitar(servico)
    assert (saiu(nas), nas.sessoes) == ([DISCONNECT_REQUEST], {})
    nas.abrir(acesso.login, "81", "100.64.0.10")
    suspender(servico, Status.SUSPENSO_DEBITO, motivo="15 dias")
    assert (saiu(nas), nas.sessoes) == ([DISCONNECT_REQUEST], {})
    assert nas.descartados == []


def test_plano_mudado_durante_a_suspensao_parcial_manda_um(
    equipamento: EquipamentoConexao,  # noqa: F811
    nas: NasDeMentira,  # noqa: F811
) -> None:
    acesso = cobrado(equipamento, nas, forma())
    suspender(acesso.servico, Status.SUSPENSO_PARCIAL, motivo="5 dias")
    saiu(nas)
    type(acesso.servico.plano).objects.update(download_kbps=800_000)
    with transaction.atomic():
        publicar("servico.plano_alterado", {"servico_id": acesso.servico_id, "cliente_id": acesso.servico.cliente_id})
    assert (saiu(nas), nas.sessoes["81"].taxa) == ([COA_REQUEST], "50000k/160000k")


def test_mudanca_depois_do_primeiro_envio_ainda_manda(
    equipamento: EquipamentoConexao,  # noqa: F811
    nas: NasDeMentira,  # noqa: F811
    admin,
) -> None:
    """The forma is saved while the command of the suspension is on its way: the second one still leaves."""
    por = forma()
    acesso = cobrado(equipamento, nas, por)
    suspender(acesso.servico, Status.SUSPENSO_PARCIAL, motivo="5 dias")
    entregar_pendentes()
    (comando,) = ComandoCoa.objects.all()
    por.reducao = 40
    salvar_forma(por, admin)
    acoes.enviar_comandos(equipamento.pk)
    comando.refresh_from_db()
    assert (comando.estado, nas.sessoes["81"].taxa) == ("confirmado", "50000k/100000k")
    assert (saiu(nas), nas.sessoes["81"].taxa) == ([COA_REQUEST], "100000k/200000k")


@pytest.mark.parametrize("forma_primeiro", [True, False])
def test_forma_salva_enquanto_a_suspensao_nao_terminou(
    equipamento: EquipamentoConexao,  # noqa: F811
    nas: NasDeMentira,  # noqa: F811
    admin,
    forma_primeiro: bool,
) -> None:
    """Neither transaction sees the other; whichever commits first, the session ends with the forma's new speed."""
    por = forma()
    acesso = cobrado(equipamento, nas, por)
    aberta, fechar = threading.Event(), threading.Event()

    def suspender_devagar() -> None:
        with transaction.atomic():
            suspender(acesso.servico, Status.SUSPENSO_PARCIAL, motivo="5 dias")
            aberta.set()
            assert fechar.wait(30)
        connection.close()

    fio = threading.Thread(target=suspender_devagar)
    fio.start()
    assert aberta.wait(30)
    por.reducao = 40
    if forma_primeiro:
        salvar_forma(por, admin)
        entregar_pendentes()
        fechar.set()
        fio.join()
    else:
        with transaction.atomic():
            salvar_forma(por, admin)
            fechar.set()
            fio.join()
    saiu(nas)
    assert nas.sessoes["81"].taxa == "100000k/200000k"
    assert ReducaoVelocidade.objects.get().valor == 40


def test_reducao_mudada_na_tela_da_forma_aparece_no_historico_de_comandos(
    equipamento: EquipamentoConexao,  # noqa: F811
    nas: NasDeMentira,  # noqa: F811
    client_admin,
) -> None:
    por = forma()
    acesso = cobrado(equipamento, nas, por)
    suspender(acesso.servico, Status.SUSPENSO_PARCIAL, motivo="5 dias")
    saiu(nas)
    url = reverse("financeiro:forma_cobranca_editar", args=[por.pk])
    formulario = client_admin.get(url).context["form"]
    valores = {nome: formulario[nome].value() for nome in formulario.fields}
    dados = {nome: valor for nome, valor in valores.items() if valor is not None and valor is not False}
    resposta = client_admin.post(url, dados | {"tipo_reducao": "kbps", "reducao": "768"})
    assert resposta.status_code == 302, resposta.context["form"].errors
    assert (saiu(nas), nas.sessoes["81"].taxa) == ([COA_REQUEST], "768k/768k")
    historico = client_admin.get(reverse("rede:comando_lista")).content.decode()
    assert "Redução de velocidade da suspensão parcial" in historico
    assert historico.count(acesso.login) >= 2
