"""C04: a client made inactive and active again, and what people see of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def test_inativar_e_reativar(entrar: Callable[..., Page], admin: Any) -> None:
    servico = fabricas.servico(fabricas.cliente("Carla Dias"), plano=fabricas.plano(nome="Fibra 300"))
    fabricas.cliente("Carla Souza")
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{servico.cliente_id}/")
    janela = pagina.locator("#modal")

    # Refused while a service is not cancelled, saying which.
    pagina.get_by_role("link", name="Inativar").click()
    janela.get_by_role("button", name="Inativar").click()
    expect(janela.locator(".invalid-feedback")).to_be_visible()
    janela.get_by_label("Motivo").fill("Mudou de cidade")
    janela.get_by_role("button", name="Inativar").click()
    expect(janela).to_contain_text(f"1 serviço não cancelado: Fibra 300 #{servico.pk} (serviço habilitado)")
    foto(pagina, "c04-recusa", inteira=False)
    janela.get_by_role("button", name="Cancelar", exact=True).click()

    # Cancelled, then inactive.
    pagina.locator("article").get_by_role("button", name="Ações de").click()
    pagina.locator(".dropdown-menu.show").get_by_text("Cancelar", exact=True).click()
    janela.get_by_label("Motivo").fill("Mudou de cidade")
    janela.get_by_role("button", name="Cancelar serviço").click()
    ver_aviso(pagina, "cancelado")
    pagina.get_by_role("link", name="Inativar").click()
    janela.get_by_label("Motivo").fill("Mudou de cidade")
    janela.get_by_role("button", name="Inativar").click()
    expect(pagina.locator("h1")).to_contain_text("Carla Dias (INATIVO)")
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("Motivo: Mudou de cidade")
    foto(pagina, "c04-inativo")

    # Hidden from the list and from the search, found when asked for.
    pagina.goto("/clientes/?busca=carla")
    expect(pagina.locator("#lista")).to_contain_text("Carla Souza")
    expect(pagina.locator("#lista")).not_to_contain_text("Carla Dias")
    pagina.get_by_role("button", name="Filtros").click()
    pagina.get_by_label("Status do cadastro").select_option("inativos")
    pagina.get_by_role("button", name="Filtrar").click()
    expect(pagina.locator("#lista")).to_contain_text("Carla Dias (INATIVO)")
    expect(pagina.locator("#lista")).not_to_contain_text("Carla Souza")
    foto(pagina, "c04-lista")

    # Back again, on a phone in the dark; the history tells it all.
    telefone = entrar(admin, TELEFONE, "dark")
    telefone.goto(f"/clientes/{servico.cliente_id}/")
    sem_rolagem_lateral(telefone)
    esperar_htmx(telefone)
    foto(telefone, "c04-inativo")
    telefone.get_by_role("link", name="Reativar").click()
    telefone.locator("#modal").get_by_role("button", name="Reativar").click()
    ver_aviso(telefone, "Cadastro reativado")
    expect(telefone.locator("h1")).not_to_contain_text("INATIVO")
    telefone.goto(f"/clientes/{servico.cliente_id}/?aba=historicos")
    expect(telefone.locator("#aba")).to_contain_text("Cadastro inativado. Motivo: Mudou de cidade")
    expect(telefone.locator("#aba")).to_contain_text("Cadastro reativado.")
