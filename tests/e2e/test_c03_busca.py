"""C03: find a client while typing, by anything, in the list and in the top bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.acoes import inativar_cliente
from clientes.estados import Status
from tests.clientes import fabricas
from tests.e2e.navegador import foto
from tests.fabricas import cidade

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def povo(db: None) -> None:
    fabricas.servico(
        fabricas.cliente("José Antônio Ferreira", cidade("Campinas"), cpf_cnpj="52998224725"), Status.SUSPENSO_DEBITO
    )
    fabricas.servico(fabricas.cliente("Márcia Conceição", cidade("Valinhos")))
    inativar_cliente(fabricas.cliente("Josefa Antiga", cidade("Campinas")))


@pytest.mark.usefixtures("povo")
def test_busca_e_filtros_da_lista(entrar: Callable[..., Page], admin: Any) -> None:
    pagina = entrar(admin)
    pagina.goto("/clientes/")
    lista = pagina.locator("#lista")
    caixa = pagina.locator(".js-busca-lista")
    for termo in ("jose", "ANTÔNIO", "529.982", "52998224725", "antonio ferr"):
        caixa.fill("")
        expect(lista).to_contain_text("Márcia")
        caixa.press_sequentially(termo)
        expect(lista).not_to_contain_text("Márcia")
        expect(lista).to_contain_text("José Antônio Ferreira")
        expect(lista).not_to_contain_text("Josefa")
    foto(pagina, "c03-lista")
    caixa.fill("jose")
    pagina.get_by_role("button", name="Filtros").click()
    pagina.get_by_label("Status do cadastro").select_option(label="Todos")
    pagina.get_by_role("button", name="Filtrar", exact=True).click()
    expect(lista).to_contain_text("Josefa Antiga (INATIVO)")
    pagina.goto("/clientes/?status=suspenso_debito")
    expect(lista).to_contain_text("José Antônio")
    expect(lista).not_to_contain_text("Márcia")
    pagina.goto("/clientes/?busca=ninguem+assim")
    expect(lista).to_contain_text("Nenhum cliente encontrado")
    foto(pagina, "c03-vazia")


@pytest.mark.usefixtures("povo")
def test_barra_do_topo_leva_ao_cliente(entrar: Callable[..., Page], admin: Any) -> None:
    pagina = entrar(admin)
    pagina.goto("/")
    pagina.keyboard.press("/")
    pagina.keyboard.type("marcia conc")
    expect(pagina.locator("#busca-resultados")).to_contain_text("Márcia Conceição")
    pagina.keyboard.press("ArrowDown")
    pagina.keyboard.press("Enter")
    expect(pagina.locator("h1")).to_contain_text("Márcia Conceição")


@pytest.mark.usefixtures("povo")
def test_atendente_de_uma_cidade_nao_acha_outra(entrar: Callable[..., Page], atendente: Any) -> None:
    pagina = entrar(atendente)
    pagina.goto("/clientes/?busca=marcia")
    expect(pagina.locator("#lista")).to_contain_text("Nenhum cliente encontrado")
    pagina.goto("/busca/?q=marcia")
    expect(pagina.locator("main")).not_to_contain_text("Conceição")
