"""C22: a history is read, filtered, and offers nothing that changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hubsoft.core import historico
from tests.clientes import fabricas
from tests.e2e.navegador import esperar_htmx, foto

pytestmark = pytest.mark.django_db(transaction=True)


def test_historico_filtra_por_area_texto_e_usuario(entrar: Callable[..., Page], admin: Any, atendente: Any) -> None:
    cliente = fabricas.cliente("Ana")
    servico = fabricas.servico(cliente)
    escrever = historico.escrever
    escrever(cliente, historico.Area.FINANCEIRO, "Fatura 10 recebida.", cliente_id=cliente.pk, usuario=admin)
    escrever(servico, historico.Area.REDE, "Login trocado.", servico_id=servico.pk, usuario=atendente)
    for n in range(30):
        escrever(cliente, historico.Area.CADASTRAL, f"Ligação {n} anotada.", cliente_id=cliente.pk, usuario=admin)
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{cliente.pk}/?aba=historicos")
    aba = pagina.locator("#aba")
    expect(aba).to_contain_text("Ligação 29 anotada.")
    expect(aba.locator(".lista-total")).to_contain_text("33")
    pagina.locator(".js-busca-lista").fill("fatura")
    expect(aba).not_to_contain_text("Ligação")
    expect(aba).to_contain_text("Fatura 10 recebida.")
    expect(aba).to_contain_text("Alice Admin")
    pagina.locator(".js-busca-lista").fill("")
    expect(aba).to_contain_text("Ligação 29 anotada.")
    pagina.get_by_role("button", name="Filtros").click()
    campo = aba.get_by_role("combobox", name="Usuário")
    campo.click()
    campo.press_sequentially("Beto")
    pagina.locator(".ts-dropdown:visible .option", has_text="Beto").click()
    pagina.get_by_role("button", name="Filtrar", exact=True).click()
    expect(aba).to_contain_text("Login trocado.")
    expect(aba).not_to_contain_text("Fatura 10")
    esperar_htmx(pagina)
    foto(pagina, "c22-filtrado")
    # By area, and by a period without anything in it.
    pagina.goto(f"/clientes/{cliente.pk}/?aba=historicos")
    pagina.get_by_role("button", name="Filtros").click()
    area = aba.get_by_role("combobox", name="Área")
    area.click()
    area.press_sequentially("Finan")
    pagina.locator(".ts-dropdown:visible .option", has_text="Financeiro").click()
    # The list goes on with the other areas, and closes by Escape.
    expect(pagina.locator(".ts-dropdown:visible .option", has_text="Cadastral")).to_be_visible()
    area.press("Escape")
    pagina.get_by_role("button", name="Filtrar", exact=True).click()
    expect(aba).to_contain_text("Fatura 10 recebida.")
    expect(aba).not_to_contain_text("Ligação")
    aba.get_by_role("link", name="Limpar filtros").click()
    expect(aba).to_contain_text("Ligação 29 anotada.")
    pagina.get_by_role("button", name="Filtros").click()
    aba.locator("[name=criado_em_before]").fill("2020-01-31")
    pagina.get_by_role("button", name="Filtrar", exact=True).click()
    expect(aba).not_to_contain_text("Ligação")
    # The page stays the client's, and nothing in the history can be edited or deleted.
    expect(pagina.locator("h1")).to_contain_text("Ana")
    assert f"/clientes/{cliente.pk}/" in pagina.url
    for palavra in ("Editar", "Excluir", "Apagar"):
        expect(aba.get_by_role("link", name=palavra)).to_have_count(0)
