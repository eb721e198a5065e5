"""R01: POPs, from the menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rede.models import PontoPresenca
from tests import fabricas as gerais
from tests.e2e.navegador import LARGURA, TELEFONE, escolher, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def test_cadastrar_editar_e_excluir_um_pop(admin: Any, entrar: Callable[..., Page]) -> None:
    gerais.cidade("Campinas")
    pagina = entrar(admin)
    pagina.goto("/")
    pagina.get_by_role("button", name="Rede").click()
    pagina.locator("#menu-casa").get_by_role("link", name="POPs").click()
    pagina.wait_for_url("**/rede/pops/")
    expect(pagina.get_by_text("Nenhum POP cadastrado")).to_be_visible()
    pagina.get_by_role("link", name="Adicionar POP").first.click()
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.locator(".invalid-feedback").first).to_be_visible()
    foto(pagina, "r01-erros")
    pagina.get_by_label("Nome*").fill("Torre Centro")
    escolher(pagina, "Cidade", "Campinas")
    pagina.get_by_label("CEP").fill("13010000")
    pagina.get_by_label("Telefone do contato").fill("19999991234")
    pagina.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "POP “Torre Centro” salvo.")
    pop = PontoPresenca.objects.get()
    assert (pop.cep, pop.contato_telefone) == ("13010000", "19999991234")
    pagina.get_by_role("link", name="Torre Centro", exact=True).click()
    pagina.get_by_label("Nome*").fill("Torre Norte")
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.get_by_role("link", name="Torre Norte", exact=True)).to_be_visible()
    pagina.get_by_label("Excluir Torre Norte").click()
    pagina.locator("#modal").get_by_role("button", name="Excluir").click()
    ver_aviso(pagina, "foi excluído")
    assert not PontoPresenca.objects.exists()


@pytest.mark.parametrize("largura", [LARGURA, TELEFONE])
def test_telas_de_pop_cabem(admin: Any, entrar: Callable[..., Page], largura: int) -> None:
    from tests.rede import fabricas

    for n in range(4):
        fabricas.pop(nome=f"POP Bairro {n}", contato_nome="Maria", contato_telefone="19999991234")
    pagina = entrar(admin, largura)
    for nome, endereco in {"lista": "/rede/pops/", "formulario": "/rede/pops/adicionar/"}.items():
        pagina.goto(endereco)
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        foto(pagina, f"r01-{nome}")
