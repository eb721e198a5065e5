"""G01 and G02 in the browser: a user is made, gets permissions by the tree and by cloning, and is put out at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from configuracao.acoes.permissoes import concedidas
from configuracao.models import Usuario
from financeiro.models import CaixaUsuario
from tests import fabricas
from tests.e2e.navegador import TELEFONE, escolher, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.financeiro import fabricas as de_financeiro

pytestmark = pytest.mark.django_db(transaction=True)


def test_g01_cria_usuario_da_permissoes_e_inativa(
    admin: Any, entrar: Callable[..., Page], nova_pagina: Callable[..., Page], vigia: Any
) -> None:
    fabricas.cidade("São Caetano do Sul")
    fabricas.usuario("modelo", nome="Modelo", permissoes=["configuracao.ver_rotina", "configuracao.ver_variavel"])
    pagina = entrar(admin)
    pagina.goto("/configuracao/usuarios/")
    foto(pagina, "g01-lista")
    pagina.get_by_role("link", name="Novo usuário").click()
    pagina.get_by_label("Nome").fill("Dora Lima")
    pagina.get_by_label("Login").fill("dora")
    pagina.get_by_role("textbox", name="Senha").fill("123")
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.get_by_text("muito curta")).to_be_visible()
    foto(pagina, "g01-erro")
    pagina.get_by_role("textbox", name="Senha").fill("cadeira-verde-77")
    escolher(pagina, "Cidades que pode ver", "São Caetano", digitar="caetano")
    pagina.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Agora escolha as permissões")
    dora = Usuario.objects.get(login="dora")
    assert [str(c) for c in dora.cidades.all()] == ["São Caetano do Sul/SP"]

    # The tree: a folder gives all that is inside; taking one away leaves it half checked.
    expect(pagina.get_by_label("Todas de Configuração")).to_be_visible()
    empresas = pagina.get_by_label("Todas de Empresas")
    empresas.scroll_into_view_if_needed()
    empresas.check()
    pagina.locator("summary", has_text="Empresas").click()
    expect(pagina.get_by_label("Ver empresas")).to_be_checked()
    pagina.get_by_label("Cadastrar e editar empresas").uncheck()
    assert empresas.evaluate("caixa => caixa.indeterminate")
    assert pagina.get_by_label("Todas de Configuração").evaluate("caixa => caixa.indeterminate")
    foto(pagina, "g01-permissoes")
    pagina.get_by_role("button", name="Salvar permissões").click()
    ver_aviso(pagina, "Permissões de Dora Lima salvas")
    esperar_htmx(pagina)
    assert empresas.evaluate("caixa => caixa.indeterminate"), "o meio termo continua depois de salvar"
    assert concedidas(dora) == {"configuracao.ver_empresa"}

    # Clone: shown first, with what is lost; saved only by the button.
    escolher(pagina, "Clonar as permissões de", "Modelo")
    pagina.get_by_role("button", name="Clonar").click()
    expect(pagina.get_by_text("Perde: Ver empresas")).to_be_visible()
    foto(pagina, "g01-clonar")
    assert concedidas(dora) == {"configuracao.ver_empresa"}
    pagina.get_by_role("button", name="Salvar permissões").click()
    ver_aviso(pagina, "Permissões de Dora Lima salvas")
    assert concedidas(dora) == {"configuracao.ver_rotina", "configuracao.ver_variavel"}

    # What she may do in each caixa: one right in all of them by the head of its column, the rest one by one.
    balcao, banco = de_financeiro.caixa(), de_financeiro.caixa()
    pagina.reload()
    pagina.get_by_role("tab", name="Caixas").click()
    pagina.get_by_label("Visualizar em todos os caixas").check()
    pagina.get_by_label(f"Receber em {balcao}").check()
    assert pagina.get_by_label("Receber em todos os caixas").evaluate("caixa => caixa.indeterminate")
    foto(pagina, "g01-caixas")
    pagina.get_by_role("button", name="Salvar caixas").click()
    ver_aviso(pagina, "Caixas de Dora Lima salvos")
    expect(pagina.get_by_label(f"Receber em {balcao}")).to_be_checked()
    direitos = CaixaUsuario.objects.filter(usuario=dora).order_by("caixa__nome")
    assert [(d.caixa, d.receber, d.estornar, d.visualizar) for d in direitos] == [
        (balcao, True, False, True),
        (banco, False, False, True),
    ]

    # Dora works with exactly what she was given, until she is put out.
    dela = nova_pagina()
    dela.goto("/configuracao/entrar/")
    dela.get_by_label("Login").fill("Dora")
    dela.get_by_label("Senha").fill("cadeira-verde-77")
    dela.get_by_role("button", name="Entrar").click()
    expect(dela.get_by_role("heading", name="Escolha uma nova senha")).to_be_visible()
    dela.get_by_label("Senha atual").fill("cadeira-verde-77")
    dela.get_by_label("Nova senha", exact=True).fill("mesa-amarela-88")
    dela.get_by_label("Repita a nova senha").fill("mesa-amarela-88")
    dela.get_by_role("button", name="Trocar senha").click()
    dela.wait_for_url(re.compile(r"//[^/]+/$"))
    menu = dela.get_by_label("Menu principal")
    expect(menu.locator("a", has_text="Rotinas")).to_have_count(1)
    expect(menu.locator("a", has_text="Usuários")).to_have_count(0)
    assert dela.goto("/configuracao/usuarios/").status == 403

    # Put out once, she comes back in; inactive, she does not.
    pagina.get_by_role("link", name="Desconectar").click()
    pagina.locator("#modal").get_by_role("button", name="Desconectar").click()
    ver_aviso(pagina, "foi desconectado")
    dela.goto("/configuracao/rotinas/")
    expect(dela.get_by_role("heading", name="Entrar no sistema")).to_be_visible()
    dela.get_by_label("Login").fill("dora")
    dela.get_by_label("Senha").fill("mesa-amarela-88")
    dela.get_by_role("button", name="Entrar").click()
    dela.wait_for_url("**/configuracao/rotinas/")
    pagina.get_by_role("link", name="Inativar").click()
    foto(pagina, "g01-inativar", inteira=False)
    pagina.locator("#modal").get_by_role("button", name="Inativar").click()
    ver_aviso(pagina, "foi inativado e desconectado")
    expect(pagina.get_by_text("Inativo", exact=True)).to_be_visible()
    dela.goto("/configuracao/rotinas/")
    expect(dela.get_by_role("heading", name="Entrar no sistema")).to_be_visible()
    dela.get_by_label("Login").fill("dora")
    dela.get_by_label("Senha").fill("mesa-amarela-88")
    dela.get_by_role("button", name="Entrar").click()
    expect(dela.get_by_text("Seu usuário está inativo")).to_be_visible()
    pagina.get_by_role("tab", name="Histórico").click()
    expect(pagina.get_by_text("Usuário inativado; 1 sessão(ões) encerrada(s).")).to_be_visible()
    expect(pagina.get_by_text(f"{balcao} de “nada” para “receber, visualizar”")).to_be_visible()
    foto(pagina, "g01-historico")
    # The list shows who is active, until asked for the others.
    pagina.goto("/configuracao/usuarios/")
    expect(pagina.get_by_role("row", name="Modelo")).to_be_visible()
    expect(pagina.get_by_role("row", name="Dora Lima")).to_have_count(0)
    pagina.get_by_role("button", name="Filtros").click()
    pagina.locator("select[name=status]").select_option(label="Inativo")
    pagina.get_by_role("button", name="Filtrar", exact=True).click()
    expect(pagina.get_by_role("row", name="Dora Lima")).to_be_visible()
    expect(pagina.get_by_role("row", name="Modelo")).to_have_count(0)


@pytest.mark.parametrize("largura", [1440, TELEFONE])
def test_g01_telas_cabem(admin: Any, entrar: Callable[..., Page], largura: int) -> None:
    campinas = fabricas.cidade("Campinas")
    dora = fabricas.usuario(
        "dora", nome="Dora Lima de Albuquerque", email="dora@provedor.example", cidades=[campinas], tecnico=True
    )
    fabricas.empresa()
    de_financeiro.caixa()
    pagina = entrar(admin, largura)
    telas = {
        "usuarios": "/configuracao/usuarios/",
        "usuario": f"/configuracao/usuarios/{dora.pk}/",
        "usuario-permissoes": f"/configuracao/usuarios/{dora.pk}/?aba=permissoes",
        "usuario-caixas": f"/configuracao/usuarios/{dora.pk}/?aba=caixas",
        "usuario-sessoes": f"/configuracao/usuarios/{admin.pk}/?aba=sessoes",
        "usuario-acessos": f"/configuracao/usuarios/{admin.pk}/?aba=acessos",
        "usuario-editar": f"/configuracao/usuarios/{dora.pk}/editar/",
        "perfil": "/configuracao/perfil/",
        "senha": "/configuracao/perfil/senha/",
        "empresas": "/configuracao/empresas/",
        "empresa-nova": "/configuracao/empresas/adicionar/",
        "cidades": "/configuracao/cidades/",
        "feriados": "/configuracao/feriados/",
    }
    for nome, url in telas.items():
        resposta = pagina.goto(url)
        assert resposta is not None
        assert resposta.ok, url
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        if "?aba=" in url:
            # The bar of a phone shows the open tab, whichever it is.
            expect(pagina.locator(".js-aba.active")).to_be_in_viewport(ratio=0.9)
        foto(pagina, f"g-{nome}")
