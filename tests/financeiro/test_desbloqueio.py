"""What holds the suspension back: "não suspender até" (F28) and desbloqueio em confiança (F29)."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from clientes.acoes import cancelar, suspender
from clientes.estados import Status
from clientes.models import ServicoCliente
from configuracao.models import Variavel
from financeiro.acoes import Recebimento, desbloquear_confianca, receber
from financeiro.acoes.desbloquear_confianca import cancelar_desbloqueio, desbloquear, vencer_desbloqueios
from financeiro.acoes.suspensao import decidir_suspensao, executar_suspensao
from financeiro.acoes.suspensao_excecao import NovaExcecao, criar_excecao, encerrar_excecao
from financeiro.models import DadosCobranca, DesbloqueioConfianca, ExcecaoSuspensao
from hubsoft.core import processos
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Evento, Historico, Processo
from tests.clientes import fabricas as de_clientes
from tests.fabricas import cidade, usuario
from tests.financeiro import fabricas
from tests.processo_filho import em_outro_processo
from tests.telas import BateriaLista

pytestmark = pytest.mark.django_db
HOJE = dt.date(2026, 11, 24)
SEXTA = dt.date(2026, 11, 27)


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False) as viagem:
        yield viagem


def devedor(nome: str = "Ana Atrasada", dias: int = 20, onde: Any = None, **campos: Any) -> ServicoCliente:
    servico = de_clientes.servico(de_clientes.cliente(nome, onde))
    forma = fabricas.forma_cobranca(**campos)
    DadosCobranca.objects.create(servico=servico, forma=forma, dia_vencimento=10)
    fabricas.cobranca(servico.cliente, "100.00", HOJE - dt.timedelta(days=dias), servico=servico)
    return servico


def suspenso(para: Status = Status.SUSPENSO_DEBITO, **campos: Any) -> ServicoCliente:
    servico = devedor(**campos)
    return suspender(servico, para, motivo="20 dias")


def pagar(servico: ServicoCliente, usuario: Any) -> None:
    receber(Recebimento(list(servico.cobrancas.all()), fabricas.caixa(), "pix", HOJE, f"k{servico.pk}"), usuario)


def contexto() -> processos.Contexto:
    return processos.Contexto(Processo.objects.create(tipo="teste", titulo="x"))


def situacao(servico: ServicoCliente) -> tuple[str, str]:
    servico.refresh_from_db()
    return servico.status, DesbloqueioConfianca.objects.filter(servico=servico).latest("pk").situacao


@pytest.mark.parametrize("de", [Status.SUSPENSO_DEBITO, Status.SUSPENSO_PARCIAL])
def test_volta_a_funcionar_ate_o_dia_e_cai_de_novo_sem_pagamento(admin, agora, de: Status) -> None:
    servico = suspenso(de)
    desbloquear(servico, SEXTA, "Promete pagar na sexta", admin)
    assert situacao(servico) == ("habilitado", "ativo")
    evento = Evento.objects.filter(nome="servico.status_alterado").latest("pk")
    assert (evento.dados["de"], evento.dados["para"]) == (de, "habilitado"), "a rede é avisada"
    frase = Historico.objects.filter(servico_id=servico.pk).latest("pk")
    assert "Desbloqueio até 27/11/2026: Promete pagar na sexta" in frase.frase
    # Neither the rule nor the routine touches it while it holds.
    agora.move_to("2026-11-27T23:00:00-03:00")
    executar_suspensao(contexto())
    assert vencer_desbloqueios(contexto()) == "0 suspensos de novo, 0 pagos."
    assert situacao(servico) == ("habilitado", "ativo")
    agora.move_to("2026-11-28T00:05:00-03:00")
    assert vencer_desbloqueios(contexto()) == "1 suspenso de novo, 0 pagos."
    assert situacao(servico) == (de, "vencido")
    assert vencer_desbloqueios(contexto()) == "0 suspensos de novo, 0 pagos."
    assert servico.periodos.filter(status=de).count() == 2


def test_quem_paga_fica_e_o_desbloqueio_termina_na_mesma_transacao(admin, agora) -> None:
    servico = suspenso()
    desbloquear(servico, SEXTA, "Promete", admin)
    pagar(servico, admin)
    assert situacao(servico) == ("habilitado", "pago")
    agora.move_to("2026-11-28T00:05:00-03:00")
    assert vencer_desbloqueios(contexto()) == "0 suspensos de novo, 0 pagos."
    assert situacao(servico) == ("habilitado", "pago")


def test_divida_cancelada_tambem_termina_o_desbloqueio(admin, agora) -> None:
    servico = suspenso()
    desbloquear(servico, SEXTA, "Promete", admin)
    servico.cobrancas.update(status="cancelada")
    agora.move_to("2026-11-28T00:05:00-03:00")
    assert vencer_desbloqueios(contexto()) == "0 suspensos de novo, 1 pago."
    assert situacao(servico) == ("habilitado", "pago")


def test_servico_que_mudou_de_estado_fica_onde_esta(admin, agora) -> None:
    servico = suspenso()
    desbloquear(servico, SEXTA, "Promete", admin)
    cancelar(servico, motivo="Mudou-se")
    agora.move_to("2026-11-28T00:05:00-03:00")
    assert vencer_desbloqueios(contexto()) == "0 suspensos de novo, 0 pagos."
    assert situacao(servico) == ("cancelado", "vencido")


def test_um_que_falha_diz_por_que_nao_prende_os_outros_e_e_tentado_de_novo(
    admin, agora, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruim, bom = suspenso(nome="Ruim"), suspenso(nome="Bom")
    for servico in (ruim, bom):
        desbloquear(servico, SEXTA, "Promete", admin)
    agora.move_to("2026-11-28T00:05:00-03:00")
    voltar = desbloquear_confianca._voltar

    def quebrar(desbloqueios: list[DesbloqueioConfianca], *argumentos: Any) -> int:
        feitos = voltar(desbloqueios, *argumentos)
        if any(d.servico_id == ruim.pk for d in desbloqueios):
            raise ErroDeNegocio("A forma de cobrança foi excluída.")
        return feitos

    rotina = contexto()
    with monkeypatch.context() as trocado:
        trocado.setattr(desbloquear_confianca, "_voltar", quebrar)
        mensagem = vencer_desbloqueios(rotina)
    assert mensagem == "1 suspenso de novo, 0 pagos, 1 com erro: corrija e execute a rotina de novo."
    assert [(e.item, e.mensagem) for e in rotina.processo.erros.all()] == [
        (f"Ruim — {ruim}", "A forma de cobrança foi excluída.")
    ]
    assert (situacao(ruim), situacao(bom)) == (("habilitado", "ativo"), ("suspenso_debito", "vencido"))
    assert vencer_desbloqueios(contexto()) == "1 suspenso de novo, 0 pagos."
    assert bom.periodos.filter(status="suspenso_debito").count() == 2


@pytest.mark.django_db(transaction=True)
def test_vence_uma_vez_com_dois_trabalhadores_e_um_morto_no_meio(admin, agora, monkeypatch: pytest.MonkeyPatch) -> None:
    servicos = [suspenso(nome=f"Dois {n}") for n in range(7)]
    for servico in servicos:
        desbloquear(servico, SEXTA, "Promete", admin)
    agora.move_to("2026-11-28T00:05:00-03:00")
    monkeypatch.setattr(desbloquear_confianca, "LOTE", 3)
    voltar, vezes = desbloquear_confianca._voltar, iter(range(9))

    def voltar_e_morrer(*argumentos: Any) -> int:
        feitos = voltar(*argumentos)
        if next(vezes) == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return feitos

    with monkeypatch.context() as trocado:
        trocado.setattr(desbloquear_confianca, "_voltar", voltar_e_morrer)
        assert em_outro_processo(lambda: vencer_desbloqueios(contexto())) == signal.SIGKILL
    ativos = DesbloqueioConfianca.objects.filter(situacao="ativo")
    assert ativos.count() == 4, "o lote que morreu voltou inteiro"
    largada, mensagens = threading.Barrier(2), []

    def trabalhar() -> None:
        try:
            rotina = contexto()
            largada.wait()
            mensagens.append(vencer_desbloqueios(rotina))
        finally:
            connection.close()

    fios = [threading.Thread(target=trabalhar) for _ in range(2)]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    assert len(mensagens) == 2
    assert not ativos.exists()
    for servico in servicos:
        assert situacao(servico) == ("suspenso_debito", "vencido")
        assert servico.periodos.filter(status="suspenso_debito").count() == 2
    eventos = Evento.objects.filter(
        nome="servico.status_alterado", dados__motivo__startswith="Desbloqueio em confiança venceu"
    )
    assert sorted(e.dados["servico_id"] for e in eventos) == [s.pk for s in servicos]


def test_uma_vez_por_mes_a_menos_que_a_variavel_permita(admin, agora) -> None:
    servico = suspenso()
    desbloquear(servico, HOJE, "Promete", admin)
    agora.move_to("2026-11-25T08:00:00-03:00")
    vencer_desbloqueios(contexto())
    with pytest.raises(ErroDeNegocio, match="já foi desbloqueado em confiança neste mês"):
        desbloquear(servico, SEXTA, "De novo", admin)
    Variavel.objects.filter(nome="DESBLOQUEIOS_POR_MES").update(valor="2")
    desbloquear(servico, SEXTA, "De novo", admin)
    agora.move_to("2026-12-01T08:00:00-03:00")
    vencer_desbloqueios(contexto())
    Variavel.objects.filter(nome="DESBLOQUEIOS_POR_MES").update(valor="1")
    desbloquear(servico, dt.date(2026, 12, 2), "Outro mês", admin)
    assert situacao(servico) == ("habilitado", "ativo")


def test_cancelar_volta_na_hora_e_nao_conta_no_mes(admin) -> None:
    servico = suspenso()
    desbloqueio = desbloquear(servico, SEXTA, "Cliente errado", admin)
    cancelar_desbloqueio(desbloqueio, admin)
    assert situacao(servico) == ("suspenso_debito", "cancelado")
    with pytest.raises(ErroDeNegocio, match="já terminou: cancelado"):
        cancelar_desbloqueio(desbloqueio, admin)
    desbloquear(servico, SEXTA, "Agora sim", admin)
    assert situacao(servico) == ("habilitado", "ativo")


@pytest.mark.parametrize(
    ("ate", "motivo", "campo"),
    [("2026-11-23", "x", "ate"), ("2026-12-05", "x", "ate"), ("2026-11-27", "  ", "motivo")],
)
def test_data_e_motivo_sao_exigidos(admin, ate: str, motivo: str, campo: str) -> None:
    servico = suspenso()
    with pytest.raises(ErroDeNegocio) as recusa:
        desbloquear(servico, dt.date.fromisoformat(ate), motivo, admin)
    assert recusa.value.campo == campo
    assert not DesbloqueioConfianca.objects.exists()


@pytest.mark.parametrize("status", [Status.HABILITADO, Status.SUSPENSO_PEDIDO, Status.CANCELADO])
def test_so_suspenso_por_debito(admin, client_admin: Client, status: Status) -> None:
    campos = {"data_cancelamento": HOJE} if status == Status.CANCELADO else {}
    servico = de_clientes.servico(status=status, **campos)
    with pytest.raises(ErroDeNegocio, match="Só um serviço suspenso por débito"):
        desbloquear(servico, SEXTA, "Promete", admin)
    tela = client_admin.get(reverse("clientes:servico_detalhe", args=[servico.pk])).content.decode()
    assert "Desbloqueio em confiança" not in tela


def test_na_tela_do_servico(client_admin: Client) -> None:
    servico = suspenso()
    assert (
        "Desbloqueio em confiança"
        in client_admin.get(reverse("clientes:servico_detalhe", args=[servico.pk])).content.decode()
    )
    url = reverse("financeiro:servico_desbloquear", args=[servico.pk])
    assert client_admin.post(url, {"ate": "", "motivo": ""}).status_code == 422
    assert client_admin.post(url, {"ate": "2026-11-27", "motivo": "Promete <b>"}).status_code == 302
    aba = client_admin.get(reverse("financeiro:servico_suspensao", args=[servico.pk])).content.decode()
    assert "Até 27/11/2026" in aba
    assert "Promete &lt;b&gt;" in aba
    desbloqueio = DesbloqueioConfianca.objects.get()
    cancelar = reverse("financeiro:desbloqueio_cancelar", args=[desbloqueio.pk])
    assert client_admin.post(cancelar).status_code == 302
    assert client_admin.post(cancelar).status_code in (302, 422)
    assert situacao(servico) == ("suspenso_debito", "cancelado")


def test_outra_cidade_nao_se_desbloqueia(client: Client, atendente) -> None:
    servico = suspenso(onde=cidade("Santos"))
    client.force_login(atendente)
    for nome in ("servico_desbloquear", "servico_excecao", "servico_suspensao"):
        assert client.get(reverse(f"financeiro:{nome}", args=[servico.pk])).status_code == 404
    assert client.get(reverse("financeiro:cliente_excecao", args=[servico.cliente_id])).status_code == 404


def test_sem_permissao_nao_desbloqueia(client: Client) -> None:
    servico = suspenso()
    client.force_login(usuario(permissoes=["clientes.ver_servico"], todas_cidades=True))
    dados = {"ate": "2026-11-27", "motivo": "x"}
    assert client.post(reverse("financeiro:servico_desbloquear", args=[servico.pk]), dados).status_code == 403


# -- não suspender ----------------------------------------------------------------------------------------------------


def decisao(servico: ServicoCliente, em: dt.date = HOJE) -> tuple[str, str]:
    return next(c.decisao for c in decidir_suspensao(em) if c.servico_id == servico.pk)


def test_excecao_do_servico_e_do_cliente_valem_ate_o_dia(admin) -> None:
    servico, outro = devedor(), devedor("Bia")
    excecao = criar_excecao(NovaExcecao(servico.cliente, servico, SEXTA, "Boleto em análise"), admin)
    assert decisao(servico).acao == "fora"
    assert "não deve ser suspenso até 27/11/2026 (Boleto em análise)" in decisao(servico).motivo
    assert decisao(outro).acao == "suspender"
    assert decisao(servico, dt.date(2026, 11, 30)).acao == "suspender", "o dia passou"
    encerrar_excecao(excecao, admin)
    assert decisao(servico).acao == "suspender"
    with pytest.raises(ErroDeNegocio, match="já foi encerrada"):
        encerrar_excecao(excecao, admin)
    criar_excecao(NovaExcecao(servico.cliente, None, SEXTA, "Prefeitura"), admin)
    assert decisao(servico).acao == "fora"


def test_excecao_de_um_servico_nao_vale_para_o_outro_do_mesmo_cliente(admin) -> None:
    servico = devedor()
    irmao = de_clientes.servico(servico.cliente)
    DadosCobranca.objects.create(servico=irmao, forma=fabricas.forma_cobranca(), dia_vencimento=10)
    fabricas.cobranca(servico.cliente, "50.00", HOJE - dt.timedelta(days=30), servico=irmao)
    criar_excecao(NovaExcecao(servico.cliente, servico, SEXTA, "x"), admin)
    assert (decisao(servico).acao, decisao(irmao).acao) == ("fora", "suspender")


@pytest.mark.parametrize(
    ("ate", "motivo", "campo"),
    [("2026-11-23", "x", "ate"), ("2028-01-01", "x", "ate"), ("2026-11-27", " ", "motivo")],
)
def test_excecao_que_nao_serve(admin, ate: str, motivo: str, campo: str) -> None:
    servico = devedor()
    with pytest.raises(ErroDeNegocio) as recusa:
        criar_excecao(NovaExcecao(servico.cliente, None, dt.date.fromisoformat(ate), motivo), admin)
    assert recusa.value.campo == campo


def test_excecao_na_tela(client_admin: Client) -> None:
    servico = devedor()
    dados = {"ate": "2026-11-27", "motivo": "Prefeitura"}
    assert client_admin.post(reverse("financeiro:servico_excecao", args=[servico.pk]), dados).status_code == 302
    assert client_admin.post(reverse("financeiro:cliente_excecao", args=[servico.cliente_id]), dados).status_code == 302
    lista = client_admin.get(reverse("financeiro:excecao_suspensao_lista")).content.decode()
    assert lista.count("Prefeitura") == 2
    assert (
        "(todos os serviços do cliente)"
        in client_admin.get(reverse("financeiro:servico_suspensao", args=[servico.pk])).content.decode()
    )
    for excecao in ExcecaoSuspensao.objects.all():
        client_admin.post(reverse("financeiro:excecao_suspensao_encerrar", args=[excecao.pk]))
    assert "Prefeitura" not in client_admin.get(reverse("financeiro:excecao_suspensao_lista")).content.decode()
    encerradas = client_admin.get(reverse("financeiro:excecao_suspensao_lista"), {"vigor": "nao"}).content.decode()
    assert encerradas.count("Prefeitura") == 2


class TestExcecoes(BateriaLista):
    prefixo = "financeiro:excecao_suspensao"
    permissao_ver = "financeiro.ver_suspensao"

    def criar(self, n: int) -> ExcecaoSuspensao:
        servico = devedor(f"Cliente {n}")
        return criar_excecao(NovaExcecao(servico.cliente, servico, SEXTA, f"Motivo {n}."), usuario())

    def criar_fora(self) -> ExcecaoSuspensao:
        servico = devedor("De fora", onde=cidade("Santos"))
        return criar_excecao(NovaExcecao(servico.cliente, servico, SEXTA, "Motivo de fora"), usuario())

    def texto(self, objeto: ExcecaoSuspensao) -> str:
        return objeto.motivo


class TestDesbloqueios(BateriaLista):
    prefixo = "financeiro:desbloqueio"
    permissao_ver = "financeiro.ver_suspensao"

    def criar(self, n: int) -> DesbloqueioConfianca:
        return desbloquear(suspenso(nome=f"Cliente {n}"), SEXTA, f"Motivo {n}.", usuario())

    def criar_fora(self) -> DesbloqueioConfianca:
        return desbloquear(suspenso(nome="De fora", onde=cidade("Santos")), SEXTA, "Motivo de fora", usuario())

    def texto(self, objeto: DesbloqueioConfianca) -> str:
        return objeto.motivo
