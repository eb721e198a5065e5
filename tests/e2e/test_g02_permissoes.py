"""G02 in the browser: the tree is searched and walked by keyboard, says what saving changes, two users are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from configuracao.acoes.permissoes import concedidas
from tests import fabricas
from tests.e2e.navegador import escolher, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def test_g02_busca_teclado_diferenca_e_comparacao(admin: Any, entrar: Callable[..., Page]) -> None:
    dora = fabricas.usuario("dora", nome="Dora", permissoes=["configuracao.ver_empresa", "configuracao.ver_cidade"])
    fabricas.usuario("modelo", nome="Modelo", permissoes=["configuracao.ver_cidade", "configuracao.ver_variavel"])
    pagina = entrar(admin)
    pagina.goto(f"/configuracao/usuarios/{dora.pk}/?aba=permissoes")
    busca = pagina.get_by_label("Buscar permissão")
    expect(busca).to_be_visible()
    busca.fill("execuções")
    ver = pagina.get_by_label("Ver rotinas e execuções")
    expect(ver).to_be_visible()
    expect(pagina.get_by_label("Ver empresas")).to_be_hidden()
    busca.fill("CONFIGURACAO rotinas")  # words of a folder and its accents do not matter
    executar = pagina.get_by_label("Executar rotinas na hora")
    expect(executar).to_be_visible()
    foto(pagina, "g02-busca")

    # From the search box to the boxes: two folders, then the permissions inside.
    busca.press("ArrowDown")
    expect(pagina.get_by_label("Todas de Configuração")).to_be_focused()
    pagina.keyboard.press("ArrowDown")
    pasta = pagina.get_by_label("Todas de Rotinas")
    expect(pasta).to_be_focused()
    pagina.keyboard.press("ArrowLeft")
    expect(ver).to_be_hidden()
    pagina.keyboard.press("ArrowRight")
    expect(ver).to_be_visible()
    pagina.keyboard.press("ArrowRight")
    expect(ver).to_be_focused()
    pagina.keyboard.press("Space")
    expect(ver).to_be_checked()
    diferenca = pagina.locator(".js-diferenca")
    expect(diferenca).to_have_text("Ganha: Ver rotinas e execuções.")
    pagina.keyboard.press("ArrowLeft")
    expect(pasta).to_be_focused()

    busca.fill("nada com este nome")
    expect(pagina.get_by_text("Nenhuma permissão com este texto")).to_be_visible()
    busca.fill("")
    empresas = pagina.get_by_label("Ver empresas")
    expect(empresas).to_be_visible()
    empresas.uncheck()
    expect(diferenca).to_contain_text("Perde: Ver empresas.")
    foto(pagina, "g02-diferenca")
    assert concedidas(dora) == {"configuracao.ver_empresa", "configuracao.ver_cidade"}, "nada foi salvo ainda"

    escolher(pagina, "Clonar as permissões de", "Modelo")
    pagina.get_by_role("button", name="Comparar").click()
    expect(pagina.get_by_text("O que difere entre Dora e Modelo")).to_be_visible()
    expect(pagina.get_by_text("Só Dora tem (1)")).to_be_visible()
    expect(pagina.get_by_role("listitem").filter(has_text="Configuração › Variáveis: Ver variáveis")).to_be_visible()
    expect(diferenca).to_be_empty()
    foto(pagina, "g02-comparar")
    pagina.get_by_role("button", name="Clonar").click()
    expect(pagina.get_by_text("será perdido")).to_be_visible()
    expect(diferenca).to_contain_text("Perde: Ver empresas.")
    pagina.set_viewport_size({"width": 390, "height": 844})
    sem_rolagem_lateral(pagina)
    foto(pagina, "g02-clonar")
    pagina.get_by_role("button", name="Salvar permissões").click()
    ver_aviso(pagina, "Permissões de Dora salvas")
    esperar_htmx(pagina)
    assert concedidas(dora) == {"configuracao.ver_cidade", "configuracao.ver_variavel"}
