"""F01: a forma de cobrança made, refused where no boleto comes out of it, warned about the law, put out of use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from financeiro.acoes import montar_fatura
from financeiro.models import FormaCobranca
from hubsoft.core.datas import hoje
from tests.clientes.fabricas import cliente
from tests.e2e.navegador import TELEFONE, escolher, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.fabricas import empresa
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db(transaction=True)


def preencher(pagina: Page, **campos: str) -> None:
    for nome, valor in campos.items():
        pagina.locator(f"#id_{nome}").fill(valor)


def salvar(pagina: Page) -> None:
    pagina.get_by_role("button", name="Salvar").click()


def aba(pagina: Page, nome: str) -> None:
    pagina.locator("#formulario .nav-link", has_text=nome).click()


def erro_de(pagina: Page, nome: str) -> Any:
    return pagina.locator(f"#div_id_{nome} .invalid-feedback")


def test_criar_com_recusa_ao_lado_do_campo_e_aviso_da_lei(admin: Any, entrar: Callable[..., Page]) -> None:
    empresa(nome_fantasia="Provedor da Ana")
    pagina = entrar(admin)
    pagina.goto("/financeiro/formas-de-cobranca/")
    pagina.locator(".js-novo").click()
    escolher(pagina, "Banco", "748 Sicredi")
    expect(pagina.locator("#id_posto")).to_be_visible()
    # A picker with a choice shows the choice where its input was: what is clicked is the box.
    pagina.locator("#div_id_banco .ts-control").click()
    pagina.locator(".ts-dropdown:visible .option", has_text="341 Itaú").click()
    expect(pagina.locator("#id_posto")).to_be_hidden()
    pagina.locator("#id_descricao").click()
    preencher(pagina, descricao="Itaú matriz", agencia="0057", conta="12345", conta_dv="9", carteira="109")
    expect(pagina.locator("#id_empresa option:checked")).to_have_text("Provedor da Ana")
    pagina.locator("#id_layout").select_option("cnab400")
    foto(pagina, "f01-formulario")
    salvar(pagina)
    expect(erro_de(pagina, "conta_dv")).to_contain_text("não confere com a agência e a conta")
    foto(pagina, "f01-recusa")
    preencher(pagina, conta_dv="7", carteira="")
    salvar(pagina)
    expect(erro_de(pagina, "carteira")).to_contain_text("Falta o campo carteira")
    preencher(pagina, carteira="109")
    aba(pagina, "Suspensão")
    preencher(pagina, dias_suspensao_total="5")
    foto(pagina, "f01-suspensao")
    aba(pagina, "Boleto")
    preencher(pagina, multa_percentual="10,00", pix_chave="52998224725")
    salvar(pagina)
    expect(pagina.locator("h1")).to_contain_text("Itaú matriz")
    avisos = pagina.locator(".alert-warning")
    expect(avisos).to_contain_text("Multa acima de 2 %")
    expect(avisos).to_contain_text("Suspensão total com 5 dias")
    esperar_htmx(pagina)
    expect(pagina.locator("#aba")).to_contain_text("Forma de cobrança Itaú matriz criada.")
    foto(pagina, "f01-detalhe")
    forma = FormaCobranca.objects.get()
    assert (forma.banco, forma.dias_suspensao_total, str(forma.multa_percentual)) == ("341", 5, "10.00")


def test_numero_usado_nao_volta_e_conta_com_faturas_nao_muda(admin: Any, entrar: Callable[..., Page]) -> None:
    forma = fabricas.forma_cobranca(conta_dv="7", proximo_nosso_numero=500)
    montar_fatura([fabricas.cobranca(cliente())], forma, hoje(), hoje())
    pagina = entrar(admin)
    pagina.goto(f"/financeiro/formas-de-cobranca/{forma.pk}/editar/")
    aba(pagina, "Boleto")
    preencher(pagina, proximo_nosso_numero="500")
    salvar(pagina)
    expect(erro_de(pagina, "proximo_nosso_numero")).to_contain_text("informe de 501 em diante")
    preencher(pagina, proximo_nosso_numero="900")
    aba(pagina, "Conta")
    preencher(pagina, agencia="0058")
    salvar(pagina)
    expect(erro_de(pagina, "agencia")).to_contain_text("Já há faturas emitidas com esta conta")
    preencher(pagina, agencia="0057")
    salvar(pagina)
    ver_aviso(pagina, "salva")
    forma.refresh_from_db()
    assert forma.proximo_nosso_numero == 900


def test_inativar_e_reativar(admin: Any, entrar: Callable[..., Page]) -> None:
    forma = fabricas.forma_cobranca(conta_dv="7")
    pagina = entrar(admin)
    pagina.goto(f"/financeiro/formas-de-cobranca/{forma.pk}/")
    pagina.get_by_role("link", name="Inativar").click()
    pagina.locator("#modal").get_by_role("button", name="Inativar").click()
    expect(pagina.get_by_role("link", name="Reativar")).to_be_visible()
    forma.refresh_from_db()
    assert not forma.ativa
    pagina.get_by_role("link", name="Reativar").click()
    pagina.locator("#modal").get_by_role("button", name="Reativar").click()
    expect(pagina.get_by_role("link", name="Inativar")).to_be_visible()


def test_cabe_no_telefone(admin: Any, entrar: Callable[..., Page]) -> None:
    forma = fabricas.forma_cobranca(conta_dv="7", dias_suspensao_total=5, permite_suspensao_parcial=True)
    pagina = entrar(admin, TELEFONE)
    for nome, url in {
        "lista": "/financeiro/formas-de-cobranca/",
        "detalhe": f"/financeiro/formas-de-cobranca/{forma.pk}/",
        "formulario": f"/financeiro/formas-de-cobranca/{forma.pk}/editar/",
    }.items():
        pagina.goto(url)
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        foto(pagina, f"f01-{nome}")
