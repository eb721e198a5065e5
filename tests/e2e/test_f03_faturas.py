"""F03: charges joined into a fatura, found in the list, cancelled and free again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from financeiro.acoes import montar_fatura
from financeiro.models import Cobranca, DadosCobranca, Fatura
from hubsoft.core.datas import hoje
from tests.clientes.fabricas import cliente, servico
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db(transaction=True)


def test_juntar_ver_e_cancelar(admin: Any, entrar: Callable[..., Page]) -> None:
    forma = fabricas.forma_cobranca(conta_dv="7", pix_chave="52998224725")
    dona = cliente("Maria das Cobranças")
    do_servico = servico(dona)
    DadosCobranca.objects.create(servico=do_servico, forma=forma, dia_vencimento=10)
    Cobranca.objects.create(
        cliente=dona, tipo="outra", descricao="Visita técnica", valor=Decimal("80.00"), vencimento=hoje()
    )
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{dona.pk}/?aba=financeiro")
    pagina.get_by_role("link", name="Adicionar cobrança").click()
    modal = pagina.locator("#modal")
    modal.get_by_label("Descrição").fill("Roteador")
    modal.get_by_label("Valor (R$)").fill("120,50")
    modal.get_by_role("button", name="Gerar cobrança avulsa").click()
    expect(pagina.locator("#aba")).to_contain_text("Roteador")
    foto(pagina, "f03-cliente-cobrancas")

    pagina.get_by_label("Selecionar Visita técnica").check()
    pagina.get_by_label("Selecionar Roteador").check()
    pagina.get_by_role("button", name="Gerar fatura").click()
    expect(pagina.locator("h1")).to_contain_text("Gerar fatura de Maria das Cobranças")
    vencimento = hoje() + dt.timedelta(days=7)
    pagina.get_by_label("Vencimento").fill(vencimento.isoformat())
    foto(pagina, "f03-juntar")
    pagina.get_by_role("button", name="Gerar fatura").click()
    expect(pagina.locator("h1")).to_contain_text("Em aberto")
    fatura = Fatura.objects.get()
    assert (fatura.valor, fatura.vencimento, fatura.cobrancas.count()) == (Decimal("200.50"), vencimento, 2)
    esperar_htmx(pagina)
    expect(pagina.locator("#aba")).to_contain_text("Roteador")
    expect(pagina.locator("#aba")).to_contain_text("Ainda não foi enviada em nenhuma remessa.")
    foto(pagina, "f03-detalhe")

    pagina.goto("/financeiro/faturas/")
    pagina.get_by_label("Cliente, CPF/CNPJ").fill("maria")
    expect(pagina.locator("tfoot")).to_contain_text("200,50")
    foto(pagina, "f03-lista")
    pagina.get_by_role("link", name=str(fatura.pk), exact=True).click()
    pagina.get_by_role("link", name="Cancelar").click()
    modal.get_by_role("button", name="Cancelar fatura").click()
    expect(modal.locator(".invalid-feedback")).to_be_visible()
    modal.get_by_label("Motivo").fill("Cliente pediu outro vencimento")
    modal.get_by_role("button", name="Cancelar fatura").click()
    expect(pagina.locator("h1")).to_contain_text("Cancelada")
    pagina.get_by_role("tab", name="Histórico").click()
    expect(pagina.locator("#aba")).to_contain_text("Cliente pediu outro vencimento")
    fatura.refresh_from_db()
    assert fatura.status == "cancelada"
    assert Cobranca.objects.filter(fatura__isnull=True, status="aberta").count() == 2


def test_titulo_registrado_cancelado_pede_baixa_no_banco(admin: Any, entrar: Callable[..., Page]) -> None:
    fatura = montar_fatura([fabricas.cobranca(cliente())], fabricas.forma_cobranca(), hoje(), hoje())
    Fatura.objects.filter(pk=fatura.pk).update(registro="confirmada")
    pagina = entrar(admin)
    pagina.goto(f"/financeiro/faturas/{fatura.pk}/cancelar/")
    pagina.get_by_label("Motivo").fill("Erro de digitação")
    pagina.get_by_role("button", name="Cancelar fatura").click()
    ver_aviso(pagina, "estão livres para outra fatura")
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("Baixa a enviar")


def test_cabe_no_telefone(admin: Any, entrar: Callable[..., Page]) -> None:
    dona, forma = cliente("Maria Aparecida dos Santos Conceição"), fabricas.forma_cobranca()
    fatura = montar_fatura([fabricas.cobranca(dona)], forma, hoje() - dt.timedelta(days=3), hoje())
    fabricas.cobranca(dona)
    pagina = entrar(admin, TELEFONE)
    for nome, url in {
        "lista": "/financeiro/faturas/",
        "cobrancas": "/financeiro/cobrancas/",
        "detalhe": f"/financeiro/faturas/{fatura.pk}/",
        "cliente": f"/clientes/{dona.pk}/?aba=financeiro",
        "juntar": f"/financeiro/clientes/{dona.pk}/gerar-fatura/",
    }.items():
        pagina.goto(url)
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        foto(pagina, f"f03-{nome}")
