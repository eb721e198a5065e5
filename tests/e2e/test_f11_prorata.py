"""F11: the attendant opens a fatura and reads how its value was computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.estados import Status
from clientes.models import MudancaValor, PeriodoStatus
from financeiro.models import Cobranca, DadosCobranca, Fatura, Faturamento
from hubsoft.core import processos
from tests.clientes import fabricas as de_clientes
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db(transaction=True)


def instante(mes: int, dia: int) -> dt.datetime:
    return dt.datetime(2026, mes, dia, 13, tzinfo=dt.UTC)


def faturar(competencia: dt.date) -> None:
    faturamento = Faturamento.objects.create(competencia=competencia)
    processo = processos.criar("financeiro.faturar_mes", "Mês", {"faturamento_id": faturamento.pk})
    assert processos.executar_agora(processo).estado == "concluido"


def test_atendente_ve_como_o_valor_foi_calculado(admin: Any, entrar: Callable[..., Page]) -> None:
    """Four days at R$ 90,00, ten suspended, sixteen at R$ 120,00 of another plan; three days of October come back."""
    servico = de_clientes.servico(de_clientes.cliente("Ana Lima"), desde=instante(1, 5), valor=Decimal("90.00"))
    DadosCobranca.objects.create(
        servico=servico, forma=fabricas.forma_cobranca(conta_dv="7"), dia_vencimento=20, modalidade="antecipado"
    )
    faturar(dt.date(2026, 10, 1))
    periodos = PeriodoStatus.objects
    periodos.filter(servico=servico).update(fim=instante(10, 29))
    periodos.create(servico=servico, status=Status.HABILITADO, inicio=instante(11, 1), fim=instante(11, 5))
    periodos.create(servico=servico, status=Status.HABILITADO, inicio=instante(11, 15))
    MudancaValor.objects.create(servico=servico, em=dt.date(2026, 11, 11), de=Decimal("90.00"), para=Decimal("120.00"))
    servico.valor = Decimal("120.00")
    servico.save()
    faturar(dt.date(2026, 11, 1))
    cobranca = Cobranca.objects.get(competencia=dt.date(2026, 11, 1))
    assert (cobranca.valor, cobranca.desconto) == (Decimal("76.00"), Decimal("8.71"))
    fatura = Fatura.objects.get(cobrancas=cobranca)
    assert fatura.valor == Decimal("67.29")

    pagina = entrar(admin, TELEFONE)
    pagina.goto(f"/financeiro/faturas/{fatura.pk}/")
    pagina.get_by_text("Como foi calculada").click()
    expect(pagina.locator("#aba details li")).to_have_text(
        [
            "De 01/11 a 04/11, 4 de 30 dias de R$ 90,00: R$ 12,00.",
            "De 15/11 a 30/11, 16 de 30 dias de R$ 120,00: R$ 64,00.",
            "Soma: R$ 76,00.",
            "10 dias não cobrados: o serviço não estava em uso.",
            "Acerto de 10/2026: foi cobrado R$ 90,00 e o uso custou R$ 81,29: desconto de R$ 8,71.",
        ]
    )
    expect(pagina.locator("#aba")).to_contain_text("desconto de R$\u00a08,71")
    sem_rolagem_lateral(pagina)
    foto(pagina, "f11-fatura")
    pagina.goto(f"/clientes/servicos/{servico.pk}/?aba=cobranca")
    pagina.get_by_text("Como foi calculada").first.click()
    expect(pagina.locator("details[open] li").first).to_contain_text("4 de 30 dias")
    sem_rolagem_lateral(pagina)
    foto(pagina, "f11-servico")
