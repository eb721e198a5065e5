"""F30: the statement tells charges, receipts, fines, discounts and reversals, with the balance that is open."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from financeiro.acoes import Recebimento, estornar, montar_fatura, receber
from hubsoft.core.datas import hoje
from tests.clientes.fabricas import cliente
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db(transaction=True)


def test_extrato_do_cliente_bate_com_o_que_esta_em_aberto(admin: Any, entrar: Callable[..., Page]) -> None:
    dona, caixa = cliente("Nina Extrato"), fabricas.caixa()
    vencida = fabricas.cobranca(dona, "100.00", hoje() - dt.timedelta(days=30), descricao="Mensalidade de outubro")
    montar_fatura([vencida], fabricas.forma_cobranca(conta_dv="7"), vencida.vencimento, vencida.vencimento)
    fabricas.cobranca(dona, "50.00", hoje(), descricao="Visita técnica")
    recibo = receber(Recebimento([vencida], caixa, "pix", hoje(), "a"), admin)
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{dona.pk}/?aba=financeiro")
    pagina.locator("#aba").get_by_role("link", name="Extrato").click()
    linhas = pagina.locator("#lista-aba tbody tr")
    expect(linhas).to_have_count(4)
    expect(linhas.first).to_contain_text(f"Recibo {recibo.pk}")
    expect(linhas.first).to_contain_text("50,00")
    expect(linhas.nth(1)).to_contain_text("Multa e juros")
    foto(pagina, "f30-extrato")
    estornar(recibo, motivo="Cliente errado", usuario=admin)
    pagina.reload()
    expect(linhas.first).to_contain_text("Cliente errado")
    expect(linhas.first).to_contain_text("150,00")
    pagina.get_by_role("searchbox", name="Descrição").fill("visita")
    expect(linhas).to_have_count(1)
    expect(pagina.get_by_role("link", name="Imprimir")).to_have_attribute("href", re.compile("busca=visita"))
    with pagina.expect_popup() as nova:
        pagina.get_by_role("link", name="Imprimir").click()
    assert "busca=visita" in nova.value.url
    pagina.goto(f"/financeiro/clientes/{dona.pk}/")
    expect(pagina.locator("#conteudo")).to_contain_text("150,00")
    telefone = entrar(admin, TELEFONE)
    telefone.goto(f"/clientes/{dona.pk}/?aba=extrato")
    expect(telefone.locator("#lista-aba tbody tr")).to_have_count(5)
    sem_rolagem_lateral(telefone)
    foto(telefone, "f30-telefone")
