"""G05 in the browser: the second factor is enrolled by its key, asked for, trusted on a device, and taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from configuracao.regras import totp
from hubsoft.core.datas import agora
from tests import fabricas
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def entrar_com_senha(pagina: Page) -> None:
    pagina.goto("/configuracao/entrar/")
    pagina.get_by_label("Login").fill("dora")
    pagina.get_by_label("Senha").fill(fabricas.SENHA)
    pagina.get_by_role("button", name="Entrar").click()


def test_g05_segundo_fator(admin: Any, entrar: Callable[..., Page], nova_pagina: Callable[..., Page]) -> None:
    dora = fabricas.usuario("dora", nome="Dora Lima")
    celular = entrar(dora, TELEFONE)
    celular.goto("/configuracao/perfil/segundo-fator/")
    sem_rolagem_lateral(celular)
    celular.get_by_role("link", name="Ativar").click()
    expect(celular.get_by_role("img", name="Código QR da chave").locator("svg")).to_be_visible()
    sem_rolagem_lateral(celular)
    foto(celular, "g05-ativar")
    # As the app does it: from the key on the page and the clock.
    chave = (celular.locator("#chave").text_content() or "").replace(" ", "")

    def codigo(passos: int = 0) -> str:
        return totp.codigo_do_passo(chave, int(agora().timestamp()) // 30 + passos)

    celular.get_by_label("Código que o aplicativo mostra").fill("000000")
    celular.get_by_label("Sua senha").fill(fabricas.SENHA)
    celular.get_by_role("button", name="Ativar").click()
    expect(celular.get_by_text("Código incorreto")).to_be_visible()
    celular.get_by_label("Código que o aplicativo mostra").fill(codigo(-1))
    celular.get_by_label("Sua senha").fill(fabricas.SENHA)
    celular.get_by_role("button", name="Ativar").click()
    expect(celular.get_by_role("heading", name="Guarde os códigos de recuperação")).to_be_visible()
    recuperacao = celular.locator("#codigos li").all_text_contents()
    assert len(recuperacao) == 10
    foto(celular, "g05-codigos")
    celular.get_by_role("link", name="Já guardei").click()
    expect(celular.get_by_text("Restam 10 códigos de recuperação.")).to_be_visible()

    mesa = nova_pagina()
    entrar_com_senha(mesa)
    expect(mesa.get_by_role("heading", name="Código do aplicativo")).to_be_visible()
    expect(mesa.get_by_label("Código", exact=True)).to_be_focused()
    mesa.get_by_label("Código", exact=True).fill("123")
    mesa.get_by_role("button", name="Entrar").click()
    expect(mesa.get_by_text("Código incorreto ou já usado")).to_be_visible()
    foto(mesa, "g05-pede-codigo")
    mesa.get_by_label("Código", exact=True).fill(recuperacao[0])
    mesa.get_by_label("Confiar neste aparelho por 30 dias").check()
    mesa.get_by_role("button", name="Entrar").click()
    mesa.get_by_role("button", name="Menu do usuário").click()
    mesa.get_by_role("button", name="Sair").click()
    entrar_com_senha(mesa)
    expect(mesa.get_by_role("button", name="Menu do usuário")).to_be_visible()
    mesa.goto("/configuracao/perfil/segundo-fator/")
    foto(mesa, "g05-segundo-fator")
    mesa.get_by_role("link", name="Deixar de confiar").click()
    mesa.locator("#modal").get_by_role("button", name="Deixar de confiar").click()
    expect(mesa.get_by_text("Nenhum aparelho: todos pedem o código")).to_be_visible()

    # Lost phone: five wrong codes lock, the administrator unlocks and resets.
    outra = nova_pagina()
    entrar_com_senha(outra)
    for _ in range(5):
        outra.get_by_label("Código", exact=True).fill("000000")
        with outra.expect_navigation():
            outra.get_by_role("button", name="Entrar").click()
    expect(outra.get_by_text("Muitos códigos incorretos")).to_be_visible()
    pagina = entrar(admin)
    pagina.goto("/configuracao/acessos/")
    linha = pagina.get_by_role("row", name="Código de recuperação")
    expect(linha).to_contain_text("Dora Lima")
    expect(pagina.get_by_role("row", name="Aparelho confiável").first).to_be_visible()
    foto(pagina, "g05-acessos")
    pagina.goto(f"/configuracao/usuarios/{dora.pk}/")
    expect(pagina.get_by_text("Bloqueado até")).to_be_visible()
    foto(pagina, "g05-bloqueado")
    pagina.get_by_role("link", name="Desbloquear").click()
    pagina.locator("#modal").get_by_role("button", name="Desbloquear").click()
    ver_aviso(pagina, "pode tentar entrar de novo")
    pagina.get_by_role("link", name="Redefinir segundo fator").click()
    pagina.locator("#modal").get_by_role("button", name="Redefinir").click()
    ver_aviso(pagina, "foi redefinido")
    entrar_com_senha(outra)
    expect(outra.get_by_role("button", name="Menu do usuário")).to_be_visible()
