"""C08: a plan made, composed, cloned, taken out of sale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.models import GrupoPlano, Plano
from tests.e2e.navegador import escolher, foto, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def test_plano_da_criacao_ao_clone(entrar: Callable[..., Page], admin: Any) -> None:
    GrupoPlano.objects.create(nome="Residencial")
    pagina = entrar(admin)
    pagina.goto("/clientes/planos/")
    expect(pagina.locator("#lista")).to_contain_text("Nenhum plano cadastrado")
    pagina.locator(".js-novo").click()
    pagina.get_by_label("Nome").fill("Fibra 700")
    pagina.get_by_label("Valor por mês").press_sequentially("119,90")
    pagina.get_by_label("Download (Kb/s)", exact=False).first.fill("700000")
    pagina.get_by_label("Upload (Kb/s)", exact=False).first.fill("350000")
    escolher(pagina, "Grupo", "Residencial")
    pagina.locator("[name=tecnologia]").select_option(label="Fibra óptica")
    # A burst slower than the plan, and a CFOP of three digits, are said beside their fields.
    pagina.locator("[name=burst_download_kbps]").fill("1000")
    pagina.locator("[name=modelo_nota]").select_option(label="NFCom (62)")
    pagina.locator("[name=cfop]").fill("530")
    pagina.locator("[name=cclass]").fill("0100101")
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.locator(".invalid-feedback", has_text="O burst é maior que a velocidade")).to_be_visible()
    expect(pagina.locator(".invalid-feedback", has_text="Informe 4 dígitos")).to_be_visible()
    pagina.locator("[name=burst_download_kbps]").fill("900000")
    pagina.locator("[name=cfop]").fill("5307")
    linhas = [("scm", "Conexão", "79,90"), ("sva", "Streaming", "39,00")]
    for n, (natureza, descricao, valor) in enumerate(linhas):
        pagina.locator(f"[name=parcela_{n}_natureza]").select_option(natureza)
        pagina.locator(f"[name=parcela_{n}_descricao]").fill(descricao)
        pagina.locator(f"[name=parcela_{n}_valor]").press_sequentially(valor)
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.locator(".invalid-feedback", has_text="faltam R$ 1,00")).to_be_visible()
    foto(pagina, "c08-erro")
    pagina.locator("[name=parcela_1_valor]").fill("40,00")
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.locator("h1")).to_contain_text("Fibra 700")
    expect(pagina.locator("main")).to_contain_text("Streaming")
    for texto in ("Residencial", "Fibra óptica", "900.000 / 0 Kb/s", "NFCom (62) · CFOP 5307 · cClass 0100101"):
        expect(pagina.locator("main")).to_contain_text(texto)
    foto(pagina, "c08-plano")
    # Edited: the history tells it.
    pagina.get_by_role("link", name="Editar").first.click()
    pagina.locator("[name=upload_kbps]").fill("400000")
    pagina.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "salvo")
    expect(pagina.locator("main")).to_contain_text("350000 para 400000")
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
