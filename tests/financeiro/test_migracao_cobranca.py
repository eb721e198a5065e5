"""F11 and F28 across a migration (C17, C18): each day is billed once, and a debt stays with who made it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from clientes.acoes import NovoTitular, PedidoMigracao, concluir_migracao, migrar_cliente, migrar_servico
from clientes.estados import Status
from clientes.models import ServicoCliente
from financeiro.acoes.suspensao import decidir_suspensao, restaurar_quitados
from financeiro.models import Cobranca, DadosCobranca, Fatura, Faturamento
from hubsoft.core import processos
from hubsoft.core.dinheiro import ZERO
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db(transaction=True)
CARO = Decimal("180.00")


def instante(mes: int, dia: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(2026, mes, dia, 10))


def servico_de_90(modalidade: str = "postecipado") -> ServicoCliente:
    novo = de_clientes.servico(de_clientes.cliente(), desde=instante(1, 5), valor=Decimal("90.00"))
    DadosCobranca.objects.create(
        servico=novo, forma=fabricas.forma_cobranca(), dia_vencimento=10, modalidade=modalidade
    )
    return novo


def faturar(mes: int, prorata: bool = True) -> None:
    faturamento = Faturamento.objects.create(competencia=dt.date(2026, mes, 1), prorata=prorata)
    processo = processos.iniciar("financeiro.faturar_mes", "Mês", {"faturamento_id": faturamento.pk})
    assert processos.executar_agora(processo).estado == "concluido"


def liquido(mes: int) -> list[Decimal]:
    """Return what is to be paid for the month, by charge in the order of the services."""
    mensais = Cobranca.objects.filter(competencia=dt.date(2026, mes, 1), tipo="mensalidade").order_by("servico_id")
    return [c.valor - c.desconto for c in mensais]


def pedir(de: ServicoCliente, *, imediata: bool = False) -> ServicoCliente:
    plano = de_clientes.plano(valor=CARO)
    return migrar_servico(de, PedidoMigracao(plano, CARO, timezone.localdate(), imediata=imediata))


@pytest.mark.parametrize("prorata", [True, False])
def test_dias_do_antigo_e_do_novo_na_mesma_fatura(prorata: bool) -> None:
    de = servico_de_90()
    with time_machine.travel(instante(6, 5)):
        para = pedir(de)
    with time_machine.travel(instante(6, 16)):
        concluir_migracao(para)
    with time_machine.travel(instante(7, 1)):
        faturar(6, prorata)
        # Fifteen days at 3, and fifteen (the day of the change too) at 6.
        assert liquido(6) == [Decimal("45.00"), Decimal("90.00")]
        assert [f.valor for f in Fatura.objects.all()] == [Decimal("135.00")]
        faturar(6, prorata)
        assert Cobranca.objects.count() == 2
    with time_machine.travel(instante(8, 1)):
        faturar(7, prorata)
        assert liquido(7) == [CARO]


def test_antecipado_ja_pago_acerta_so_a_diferenca_de_preco_no_mes_seguinte() -> None:
    de = servico_de_90("antecipado")
    with time_machine.travel(instante(6, 1)):
        faturar(6)
    with time_machine.travel(instante(6, 16)):
        pedir(de, imediata=True)
        # The month is billed already: not again.
        faturar(6)
        assert liquido(6) == [Decimal("90.00")]
    with time_machine.travel(instante(7, 1)):
        faturar(7)
        # Fifteen days of June were 3 a day and should have been 6.
        assert liquido(7) == [CARO + Decimal("45.00")]
        faturar(8)
        assert liquido(8) == [CARO]


@pytest.mark.parametrize("modalidade", ["antecipado", "postecipado"])
def test_faturado_entre_o_pedido_e_a_habilitacao(modalidade: str) -> None:
    de = servico_de_90(modalidade)
    with time_machine.travel(instante(6, 5)):
        para = pedir(de)
        faturar(6)
        assert liquido(6) == [Decimal("90.00")]
    with time_machine.travel(instante(6, 16)):
        concluir_migracao(para)
        faturar(6)
    with time_machine.travel(instante(7, 1)):
        faturar(7)
    with time_machine.travel(instante(8, 1)):
        faturar(8)
    # Whatever was billed when, June to August cost what their days cost.
    assert sum((*liquido(6), *liquido(7), *liquido(8)), ZERO) == Decimal("45") + Decimal("90") + CARO + CARO


def test_faturado_sem_prorata_antes_da_migracao_nao_cobra_de_novo() -> None:
    de = servico_de_90("antecipado")
    with time_machine.travel(instante(6, 1)):
        faturar(6, prorata=False)
    with time_machine.travel(instante(6, 16)):
        pedir(de, imediata=True)
        faturar(6, prorata=False)
        faturar(6)
        assert liquido(6) == [Decimal("90.00")]
    with time_machine.travel(instante(7, 1)):
        faturar(7)
        assert liquido(7) == [CARO]


@pytest.mark.parametrize("modalidade", ["antecipado", "postecipado"])
def test_titularidade_divide_o_mes_e_nao_cobra_dia_ja_cobrado(modalidade: str) -> None:
    de = servico_de_90(modalidade)
    novo = de_clientes.cliente("João Novo")
    if modalidade == "antecipado":
        with time_machine.travel(instante(6, 1)):
            faturar(6)
    with time_machine.travel(instante(6, 16)):
        para = migrar_cliente(de, NovoTitular(novo))
        forma = de.dados_cobranca.forma
        DadosCobranca.objects.create(servico=para, forma=forma, dia_vencimento=10, modalidade=modalidade)
    with time_machine.travel(instante(7, 1)):
        faturar(6)
        faturar(7)
    # Paid before use, the month is the old holder's; after use, each pays their days.
    de_junho = [Decimal("90.00")] if modalidade == "antecipado" else [Decimal("45.00"), Decimal("45.00")]
    assert liquido(6) == de_junho
    assert liquido(7) == [Decimal("90.00")]
    assert set(Cobranca.objects.filter(servico=de).values_list("cliente", flat=True)) == {de.cliente_id}
    assert set(Fatura.objects.filter(cobrancas__servico=para).values_list("cliente", flat=True)) == {novo.pk}


def test_divida_do_plano_antigo_suspende_e_restaura_o_novo_mas_nao_o_de_outro_titular(admin: Any) -> None:
    com_divida, de_outro = servico_de_90(), servico_de_90()
    hoje = timezone.localdate()
    for servico in (com_divida, de_outro):
        forma = servico.dados_cobranca.forma
        forma.permite_suspensao_total, forma.dias_suspensao_total, forma.exige_aviso = True, 5, False
        forma.save()
        fabricas.cobranca(servico.cliente, vencimento=hoje - dt.timedelta(days=60), servico=servico)
    migrado = pedir(com_divida, imediata=True)
    transferido = migrar_cliente(de_outro, NovoTitular(de_clientes.cliente("João Novo")), admin)
    DadosCobranca.objects.create(servico=transferido, forma=de_outro.dados_cobranca.forma, dia_vencimento=10)
    casos = {caso.servico_id: caso for caso in decidir_suspensao(hoje)}
    assert set(casos) == {migrado.pk}
    assert casos[migrado.pk].divida.valor == Decimal("100.00")
    # Suspended for it, only the payment brings it back.
    ServicoCliente.objects.filter(pk=migrado.pk).update(status=Status.SUSPENSO_DEBITO)
    assert restaurar_quitados(com_divida.cliente_id) == []
    Cobranca.objects.filter(servico=com_divida).update(status="cancelada")
    assert restaurar_quitados(com_divida.cliente_id) == [migrado.pk]
