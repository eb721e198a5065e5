"""R05: from the login made on the screen to the router that dials, on the real FreeRADIUS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from demonstracao.servidores import FreeRadius
from rede.models import Acesso, SenhaAcesso
from tests.clientes import fabricas as de_clientes
from tests.e2e.navegador import esperar_htmx, foto, ver_aviso
from tests.rede import fabricas
from tests.servico_radius import autenticar

pytestmark = pytest.mark.django_db(transaction=True)


def test_criar_o_acesso_na_tela_e_o_roteador_conecta(
    admin: Any, entrar: Callable[..., Page], freeradius: FreeRadius
) -> None:
    fabricas.equipamento("127.0.0.64")
    servico = de_clientes.servico(de_clientes.cliente("Maria de Souza"))
    pagina = entrar(admin)
    pagina.goto(f"/clientes/servicos/{servico.pk}/?aba=acesso")
    pagina.get_by_role("link", name="Criar acesso").click()
    modal = pagina.locator("#modal")
    expect(modal.get_by_label("Login PPPoE")).to_have_value("maria.souza")
    foto(pagina, "r05-criar", inteira=False)
    modal.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Acesso maria.souza criado.")
    expect(pagina.locator("#aba").get_by_text("Offline")).to_be_visible()
    senha = SenhaAcesso.objects.get().senha
    expect(pagina.get_by_text(senha)).to_have_count(0)
    pagina.get_by_role("link", name="Revelar senha").click()
    modal.get_by_role("button", name="Revelar").click()
    expect(modal.get_by_text(senha)).to_be_visible()
    foto(pagina, "r05-senha", inteira=False)
    for metodo in ("pap", "chap", "mschapv2"):
        assert autenticar(freeradius, "maria.souza", senha, metodo=metodo, origem="127.0.0.64").aceito


def test_trocar_a_senha_e_amarrar_o_mac_valem_na_hora(
    admin: Any, entrar: Callable[..., Page], freeradius: FreeRadius
) -> None:
    fabricas.equipamento("127.0.0.65")
    acesso = fabricas.acesso("carlos.lima", "senha-antiga")
    pagina = entrar(admin)
    pagina.goto(f"/clientes/servicos/{acesso.servico_id}/?aba=acesso")
    pagina.locator("#aba").get_by_role("link", name="Editar").click()
    modal = pagina.locator("#modal")
    modal.get_by_label("MAC", exact=True).fill("AABBCCDDEE")
    modal.get_by_role("button", name="Salvar").click()
    expect(modal.get_by_text("Informe o MAC como")).to_be_visible()
    modal.get_by_label("MAC", exact=True).fill("AABBCCDDEEFF")
    modal.get_by_label("Senha PPPoE").fill("senha-nova")
    modal.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "salvo")
    esperar_htmx(pagina)
    assert Acesso.objects.get().mac == "AA:BB:CC:DD:EE:FF"

    def entra(senha: str, mac: str) -> bool:
        return autenticar(freeradius, "carlos.lima", senha, mac=mac, origem="127.0.0.65").aceito

    assert entra("senha-nova", "AA:BB:CC:DD:EE:FF")
    assert not entra("senha-antiga", "AA:BB:CC:DD:EE:FF")
    assert not entra("senha-nova", "AA:BB:CC:DD:EE:00")
    pagina.goto("/rede/autenticacoes/")
    for motivo in ("Senha incorreta", "MAC diferente do cadastrado"):
        expect(pagina.get_by_role("cell", name=motivo)).to_be_visible()
