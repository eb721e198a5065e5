"""F08: a receipt undone: charges open again, the caixa even again, the debt there for the suspension to see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from playwright.sync_api import Page, expect

from clientes.estados import Status
from financeiro.acoes import Recebimento, montar_fatura, receber
from financeiro.acoes.suspensao import decidir_suspensao
from financeiro.models import DadosCobranca, MovimentoCaixa, Recibo
from hubsoft.core.datas import hoje
from tests.clientes.fabricas import servico
from tests.e2e.navegador import foto, ver_aviso
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db(transaction=True)


def test_estornar_reabre_devolve_e_a_suspensao_ve(admin: Any, entrar: Callable[..., Page]) -> None:
    do_servico = servico(status=Status.SUSPENSO_DEBITO)
    forma = fabricas.forma_cobranca(conta_dv="7", suspende_fim_de_semana=True, suspende_feriado=True)
    DadosCobranca.objects.create(servico=do_servico, forma=forma, dia_vencimento=10)
    cobranca = fabricas.cobranca(do_servico.cliente, "100.00", servico=do_servico)
    fatura = montar_fatura([cobranca], forma, hoje() - dt.timedelta(days=40), hoje() - dt.timedelta(days=50))
    caixa = fabricas.caixa()
    recibo = receber(Recebimento([cobranca], caixa, "dinheiro", hoje(), "a"), admin)
    do_servico.refresh_from_db()
    assert do_servico.status == Status.HABILITADO
    assert not [c for c in decidir_suspensao(hoje()) if c.decisao.acao == "suspender"]

    pagina = entrar(admin)
    pagina.goto(f"/clientes/{do_servico.cliente_id}/?aba=recibos")
    pagina.locator("#aba").get_by_role("link", name=str(recibo.pk), exact=True).click()
    pagina.get_by_role("link", name="Estornar").click()
    modal = pagina.locator("#modal")
    modal.get_by_role("button", name="Estornar").click()
    expect(modal.locator(".invalid-feedback")).to_be_visible()
    modal.get_by_label("Motivo").fill("Boleto de outra pessoa")
    modal.get_by_role("button", name="Estornar").click()
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("Motivo: Boleto de outra pessoa")
    ver_aviso(pagina, "estornado")
    expect(pagina.get_by_role("link", name="Estornar")).to_have_count(0)
    pagina.reload()
    expect(pagina.locator("#conteudo")).to_contain_text("Estorno: ")
    foto(pagina, "f08-estornado")

    pagina.goto(f"/financeiro/faturas/{fatura.pk}/")
    expect(pagina.locator("h1")).to_contain_text("Vencida")
    pagina.goto(f"/financeiro/caixas/{caixa.pk}/")
    expect(pagina.locator("#saldo-do-caixa")).to_contain_text("0,00")
    assert MovimentoCaixa.objects.filter(caixa=caixa).aggregate(n=Sum("valor"))["n"] == Decimal("0.00")
    assert MovimentoCaixa.objects.filter(caixa=caixa).count() == 2
    assert [c.servico_id for c in decidir_suspensao(hoje()) if c.decisao.acao == "suspender"] == [do_servico.pk]
    pagina.goto(f"/financeiro/recibos/{recibo.pk}/estornar/")
    pagina.get_by_label("Motivo").fill("De novo")
    pagina.get_by_role("button", name="Estornar").click()
    expect(pagina.locator("#formulario")).to_contain_text("já foi estornado")
    assert Recibo.objects.get().motivo_estorno == "Boleto de outra pessoa"
