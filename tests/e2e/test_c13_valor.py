"""C13: another value for a service: why, how it compares with the plan, what it was before, what is billed next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from financeiro.models import DadosCobranca, Faturamento
from hubsoft.core import processos
from hubsoft.core.datas import somar_meses
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral, ver_aviso
from tests.financeiro import fabricas as fabricas_financeiro

pytestmark = pytest.mark.django_db(transaction=True)


def test_novo_valor_do_servico(entrar: Callable[..., Page], admin: Any) -> None:
    desde = timezone.now() - dt.timedelta(days=400)
    servico = fabricas.servico(plano=fabricas.plano(nome="Fibra 300", valor=Decimal("90.00")), desde=desde)
    DadosCobranca.objects.create(servico=servico, forma=fabricas_financeiro.forma_cobranca(), dia_vencimento=10)
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{servico.cliente_id}/")
    cartao = pagina.locator("article")
    cartao.get_by_role("button", name="Ações de").click()
    pagina.locator(".dropdown-menu.show").get_by_text("Editar", exact=True).click()
    janela = pagina.locator("#modal")
    janela.get_by_label("Valor por mês").fill("-1")
    janela.get_by_role("button", name="Salvar").click()
    expect(janela.locator(".invalid-feedback")).to_be_visible()
    janela.get_by_label("Valor por mês").fill("104,37")
    janela.get_by_label("Referência do valor").fill("ponto extra na sala")
    janela.get_by_label("Anotações").fill("Combinado por telefone com a Maria.")
    janela.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Serviço salvo")
    expect(cartao).to_contain_text("R$ 104,37")
    expect(cartao).to_contain_text("acréscimo de R$ 14,37 sobre o plano")
    expect(cartao).to_contain_text("ponto extra na sala")
    foto(pagina, "c13-cartao")

    cartao.get_by_role("button", name="Ações de").click()
    pagina.locator(".dropdown-menu.show").get_by_text("Valores", exact=True).click()
    linhas = pagina.locator("#aba .list-group-item")
    expect(linhas).to_have_count(2)
    expect(linhas.nth(0)).to_contain_text("R$ 104,37 Atual acréscimo de R$ 14,37")
    expect(linhas.nth(0)).to_contain_text("Alice Admin")
    expect(linhas.nth(1)).to_contain_text("R$ 90,00")
    foto(pagina, "c13-valores")
    telefone = entrar(admin, TELEFONE, "dark")
    telefone.goto(f"/clientes/servicos/{servico.pk}/?aba=valores")
    expect(telefone.locator("#aba")).to_contain_text("ponto extra na sala")
    sem_rolagem_lateral(telefone)
    foto(telefone, "c13-valores")

    # The next whole month is billed at the new value, and the client's page shows it.
    faturamento = Faturamento.objects.create(competencia=somar_meses(timezone.localdate(), 1).replace(day=1))
    processo = processos.iniciar("financeiro.faturar_mes", "Mês", {"faturamento_id": faturamento.pk})
    assert processos.executar_agora(processo).estado == "concluido"
    pagina.goto(f"/clientes/{servico.cliente_id}/?aba=financeiro")
    expect(pagina.locator("#aba")).to_contain_text("R$ 104,37")
