"""C08: a plan made, composed, cloned, taken out of sale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.models import Plano
from tests.e2e.navegador import foto, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def test_plano_da_criacao_ao_clone(entrar: Callable[..., Page], admin: Any) -> None:
    pagina = entrar(admin)
    pagina.goto("/clientes/planos/")
    expect(pagina.locator("#lista")).to_contain_text("Nenhum plano cadastrado")
    pagina.locator(".js-novo").click()
    pagina.get_by_label("Nome").fill("Fibra 700")
    pagina.get_by_label("Valor por mês").press_sequentially("119,90")
    pagina.get_by_label("Download (Kb/s)", exact=False).first.fill("700000")
    pagina.get_by_label("Upload (Kb/s)", exact=False).first.fill("350000")
    linhas = [("scm", "Conexão", "79,90"), ("sva", "Streaming", "39,00")]
    for n, (natureza, descricao, valor) in enumerate(linhas):
        pagina.locator(f"[name=parcela_{n}_natureza]").select_option(natureza)
        pagina.locator(f"[name=parcela_{n}_descricao]").fill(descricao)
        pagina.locator(f"[name=parcela_{n}_valor]").press_sequentially(valor)
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.locator(".invalid-feedback")).to_contain_text("faltam R$ 1,00")
    foto(pagina, "c08-erro")
    pagina.locator("[name=parcela_1_valor]").fill("40,00")
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.locator("h1")).to_contain_text("Fibra 700")
    expect(pagina.locator("main")).to_contain_text("Streaming")
    foto(pagina, "c08-plano")
    pagina.get_by_role("link", name="Clonar Plano").click()
    janela = pagina.locator("#modal")
    janela.get_by_label("Nome do novo plano").fill("Fibra 700 Empresa")
    janela.get_by_role("button", name="Clonar").click()
    expect(pagina.get_by_label("Nome")).to_have_value("Fibra 700 Empresa")
    pagina.get_by_label("Valor por mês").fill("149,90")
    pagina.locator("[name=parcela_0_valor]").fill("109,90")
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.locator("h1")).to_contain_text("Fibra 700 Empresa")
    expect(pagina.locator("main")).to_contain_text("R$ 149,90")
    pagina.get_by_role("link", name="Inativar").click()
    janela.get_by_role("button", name="Inativar").click()
    ver_aviso(pagina, "inativado")
    expect(pagina.locator("h1")).to_contain_text("Inativo")
    assert sorted(Plano.objects.values_list("nome", "ativo")) == [("Fibra 700", True), ("Fibra 700 Empresa", False)]
    pagina.goto("/clientes/planos/")
    expect(pagina.locator("#lista")).to_contain_text("Fibra 700 Empresa")
    foto(pagina, "c08-lista")


def test_grupo_de_clientes_no_modal(entrar: Callable[..., Page], admin: Any) -> None:
    pagina = entrar(admin)
    pagina.goto("/clientes/grupos/")
    pagina.locator(".js-novo").click()
    janela = pagina.locator("#modal")
    janela.get_by_label("Nome").fill("Empresas")
    pagina.keyboard.press("Enter")
    expect(pagina.locator("#lista")).to_contain_text("Empresas")
    pagina.get_by_role("link", name="Excluir Empresas").click()
    janela.get_by_role("button", name="Excluir").click()
    expect(pagina.locator("#lista")).to_contain_text("Nenhum grupo de clientes")
