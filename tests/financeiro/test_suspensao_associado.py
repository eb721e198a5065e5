"""C10 in the suspension rule: who follows another service is suspended, held and restored with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clientes.acoes.associar_servico import associar
from clientes.estados import Status
from clientes.models import ServicoCliente
from financeiro.acoes import Recebimento, receber
from financeiro.acoes.desbloquear_confianca import desbloquear, vencer_desbloqueios
from financeiro.acoes.suspensao import decidir_suspensao
from financeiro.models import DadosCobranca, ExcecaoSuspensao
from hubsoft.core import processos
from hubsoft.core.models import Processo
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas
from tests.financeiro.test_suspensao import TERCA, rodar

pytestmark = [pytest.mark.django_db]
MEIO_DIA = "2026-11-24T12:00:00-03:00"


def par(forma: Any, atraso: int = 20) -> tuple[ServicoCliente, ServicoCliente]:
    """Return an IP Fixo that owes since ``atraso`` days and the navigation that follows it and owes nothing."""
    cliente = de_clientes.cliente()
    ip_fixo = de_clientes.servico(cliente, plano=de_clientes.plano(permite_associacao=True))
    navegacao = de_clientes.servico(cliente)
    for servico in (ip_fixo, navegacao):
        DadosCobranca.objects.create(servico=servico, forma=forma, dia_vencimento=10)
    fabricas.cobranca(cliente, "100.00", TERCA - dt.timedelta(days=atraso), servico=ip_fixo)
    associar(ip_fixo, navegacao)
    return ip_fixo, navegacao


def estados(*servicos: ServicoCliente) -> list[str]:
    return [ServicoCliente.objects.get(pk=servico.pk).status for servico in servicos]


def pagar(servico: ServicoCliente, admin: Any, chave: str) -> None:
    receber(Recebimento(list(servico.cobrancas.all()), fabricas.caixa(), "pix", TERCA, chave), admin)


@time_machine.travel(MEIO_DIA, tick=False)
def test_ip_fixo_nao_pago_bloqueia_a_navegacao_ate_ser_pago(admin: Any) -> None:
    ip_fixo, navegacao = par(fabricas.forma_cobranca(dias_suspensao_total=15))
    simulado = {caso.servico_id: caso.decisao for caso in decidir_suspensao(TERCA)}
    assert simulado[navegacao.pk].acao == "suspender"
    assert simulado[navegacao.pk].motivo.startswith(f"Associado a {ip_fixo.plano} nº {ip_fixo.pk}: R$ 100,00 em aberto")
    execucao = rodar()
    assert execucao.suspensos == 2
    assert estados(ip_fixo, navegacao) == [Status.SUSPENSO_DEBITO] * 2
    # The next run does not give it back while the other one owes, nor does paying something else.
    assert rodar().restaurados == 0
    fabricas.cobranca(navegacao.cliente, "10.00", TERCA - dt.timedelta(days=1), servico=navegacao)
    pagar(navegacao, admin, "navegação")
    assert estados(ip_fixo, navegacao) == [Status.SUSPENSO_DEBITO] * 2
    pagar(ip_fixo, admin, "ip fixo")
    assert estados(ip_fixo, navegacao) == [Status.HABILITADO] * 2
    assert navegacao.periodos.count() == 3


@time_machine.travel(MEIO_DIA, tick=False)
def test_quem_deve_por_si_nao_volta_com_o_outro(admin: Any) -> None:
    ip_fixo, navegacao = par(fabricas.forma_cobranca(dias_suspensao_total=15))
    fabricas.cobranca(navegacao.cliente, "50.00", TERCA - dt.timedelta(days=30), servico=navegacao)
    rodar()
    pagar(ip_fixo, admin, "ip fixo")
    assert estados(ip_fixo, navegacao) == [Status.HABILITADO, Status.SUSPENSO_DEBITO]
    pagar(navegacao, admin, "navegação")
    assert estados(navegacao) == [Status.HABILITADO]


@time_machine.travel(MEIO_DIA, tick=False)
def test_divida_do_associado_nao_puxa_o_principal() -> None:
    ip_fixo, navegacao = par(fabricas.forma_cobranca(dias_suspensao_total=15), atraso=1)
    fabricas.cobranca(navegacao.cliente, "50.00", TERCA - dt.timedelta(days=30), servico=navegacao)
    rodar()
    assert estados(ip_fixo, navegacao) == [Status.HABILITADO, Status.SUSPENSO_DEBITO]


@time_machine.travel(MEIO_DIA, tick=False)
def test_excecao_do_associado_segura_so_a_ele(admin: Any) -> None:
    ip_fixo, navegacao = par(fabricas.forma_cobranca(dias_suspensao_total=15))
    ExcecaoSuspensao.objects.create(
        cliente=navegacao.cliente, servico=navegacao, ate=TERCA, motivo="acordo", usuario=admin
    )
    execucao = rodar()
    assert estados(ip_fixo, navegacao) == [Status.SUSPENSO_DEBITO, Status.HABILITADO]
    assert execucao.decisoes.get(servico=navegacao).motivo.endswith("não deve ser suspenso até 24/11/2026 (acordo).")


def test_desbloqueio_vai_e_volta_com_o_par(admin: Any) -> None:
    with time_machine.travel(MEIO_DIA, tick=False):
        ip_fixo, navegacao = par(fabricas.forma_cobranca(dias_suspensao_total=15))
        rodar()
        desbloquear(ip_fixo, TERCA, "Paga amanhã", admin)
        assert estados(ip_fixo, navegacao) == [Status.HABILITADO] * 2
        assert rodar().suspensos == 0
    with time_machine.travel("2026-11-25T00:15:00-03:00", tick=False):
        processo = Processo.objects.create(tipo="teste", titulo="Desbloqueios")
        assert vencer_desbloqueios(processos.Contexto(processo)).startswith("2 suspensos de novo")
        assert estados(ip_fixo, navegacao) == [Status.SUSPENSO_DEBITO] * 2


@time_machine.travel(MEIO_DIA, tick=False)
def test_pares_nao_custam_consultas() -> None:
    forma = fabricas.forma_cobranca(dias_suspensao_total=15)

    def custo(quantos: int) -> int:
        for _ in range(quantos):
            par(forma)
        with CaptureQueriesContext(connection) as consultas:
            assert rodar().suspensos == 2 * quantos
        return len(consultas)

    assert custo(2) == custo(10)
