"""G05 in the browser: the lock after failures, one's own sessions, a session ended from another browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import fabricas
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def preencher(pagina: Page, login: str, senha: str) -> None:
    pagina.get_by_label("Login").fill(login)
    pagina.get_by_label("Senha").fill(senha)
    pagina.get_by_role("button", name="Entrar").click()


def desconectar(pagina: Page) -> None:
    pagina.get_by_role("link", name="Desconectar").click()
    pagina.locator("#modal").get_by_role("button", name="Desconectar").click()
    ver_aviso(pagina, "foi desconectado")


@pytest.mark.parametrize("largura", [1440, TELEFONE])
def test_g05_bloqueia_depois_de_falhas_e_diz_quando_tentar(nova_pagina: Callable[..., Page], largura: int) -> None:
    fabricas.usuario("dora")
    pagina = nova_pagina(largura)
    pagina.goto("/processos/")
    foto(pagina, "g05-entrar")
    sem_rolagem_lateral(pagina)
    for _ in range(4):
        preencher(pagina, "dora", "errada")
        expect(pagina.get_by_text("Login ou senha incorretos")).to_be_visible()
    foto(pagina, "g05-errada")
    preencher(pagina, "DORA", "errada")
    expect(pagina.get_by_text("tente de novo em 15 minutos")).to_be_visible()
    preencher(pagina, "dora", fabricas.SENHA)
    expect(pagina.get_by_text("Muitas tentativas sem sucesso")).to_be_visible()
    foto(pagina, "g05-bloqueio")
    sem_rolagem_lateral(pagina)


def test_g05_sessao_encerrada_de_outro_navegador_acaba_mesmo(
    admin: Any, entrar: Callable[..., Page], nova_pagina: Callable[..., Page]
) -> None:
    dora = fabricas.usuario("dora", nome="Dora")
    celular = nova_pagina(TELEFONE)
    celular.goto("/configuracao/perfil/")
    preencher(celular, "dora", fabricas.SENHA)
    expect(celular.get_by_role("heading", name="Meu perfil")).to_be_visible()
    mesa = entrar(dora)
    mesa.goto("/configuracao/perfil/sessoes/")
    expect(mesa.get_by_text("Esta sessão")).to_have_count(1)
    expect(mesa.get_by_text("Chrome no Linux")).to_have_count(1)
    foto(mesa, "g05-minhas-sessoes")
    da_outra = mesa.get_by_role("row").filter(has_text="Chrome no Linux")
    da_outra.get_by_role("link", name="Encerrar").click()
    mesa.locator("#modal").get_by_role("button", name="Encerrar").click()
    ver_aviso(mesa, "Sessão encerrada")
    expect(mesa.get_by_role("link", name="Encerrar")).to_have_count(1)
    celular.goto("/configuracao/perfil/")
    expect(celular.get_by_role("heading", name="Entrar no sistema")).to_be_visible()

    # Back in, and out again by the administrator, in the middle of a form.
    preencher(celular, "dora", fabricas.SENHA)
    expect(celular.get_by_role("heading", name="Meu perfil")).to_be_visible()
    pagina = entrar(admin)
    pagina.goto(f"/configuracao/usuarios/{dora.pk}/?aba=sessoes")
    esperar_htmx(pagina)
    foto(pagina, "g05-sessoes-do-usuario")
    # A list is open on the phone when the session ends: what HTMX asks for then leads to the sign-in page.
    celular.goto("/configuracao/perfil/sessoes/")
    expect(celular.get_by_text("Esta sessão")).to_have_count(1)
    desconectar(pagina)
    celular.get_by_role("link", name="Encerrar").first.click()
    expect(celular.get_by_role("heading", name="Entrar no sistema")).to_be_visible()
    expect(celular.locator("#modal-casa form, .lista form")).to_have_count(0)
    preencher(celular, "dora", fabricas.SENHA)
    celular.wait_for_url("**/configuracao/perfil/sessoes/")

    # And in the middle of a form, sent without HTMX.
    celular.goto("/configuracao/perfil/")
    desconectar(pagina)
    celular.get_by_label("Nome").fill("Dora Lima")
    celular.get_by_role("button", name="Salvar").click()
    expect(celular.get_by_role("heading", name="Entrar no sistema")).to_be_visible()
    dora.refresh_from_db()
    assert dora.nome == "Dora"


def test_g05_troca_a_senha_e_sai(entrar: Callable[..., Page], nova_pagina: Callable[..., Page]) -> None:
    dora = fabricas.usuario("dora", nome="Dora")
    pagina = entrar(dora)
    pagina.goto("/configuracao/perfil/senha/")
    pagina.get_by_label("Senha atual").fill(fabricas.SENHA)
    pagina.get_by_label(re.compile(r"^\s*Nova senha")).fill("cadeira-verde-77")
    pagina.get_by_label("Repita a nova senha").fill("cadeira-azul-77")
    pagina.get_by_role("button", name="Trocar senha").click()
    expect(pagina.get_by_text("As duas senhas são diferentes")).to_be_visible()
    pagina.get_by_label("Senha atual").fill(fabricas.SENHA)
    pagina.get_by_label(re.compile(r"^\s*Nova senha")).fill("cadeira-verde-77")
    pagina.get_by_label("Repita a nova senha").fill("cadeira-verde-77")
    pagina.get_by_role("button", name="Trocar senha").click()
    ver_aviso(pagina, "Senha trocada")
    pagina.get_by_role("button", name="Menu do usuário").click()
    pagina.get_by_role("button", name="Sair").click()
    expect(pagina.get_by_role("heading", name="Entrar no sistema")).to_be_visible()
    preencher(pagina, "dora", fabricas.SENHA)
    expect(pagina.get_by_text("Login ou senha incorretos")).to_be_visible()
    preencher(pagina, "dora", "cadeira-verde-77")
    pagina.wait_for_url("**/")
    expect(pagina.get_by_role("button", name="Menu do usuário")).to_be_visible()
