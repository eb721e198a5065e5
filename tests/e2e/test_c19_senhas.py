"""C19: the passwords of a service's equipment, from the service's menu to the look that is written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from atendimento.models import OrdemServico, TipoOrdemServico
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def test_documentar_revelar_e_apagar(entrar: Callable[..., Page], admin: Any) -> None:
    servico = fabricas.servico(fabricas.cliente("Rita Lima"))
    pagina = entrar(admin)
    janela = pagina.locator("#modal")
    pagina.goto(f"/clientes/{servico.cliente_id}/")
    pagina.locator("article").get_by_role("button", name="Ações de").click()
    pagina.locator(".dropdown-menu.show").get_by_text("Documentação de senhas").click()
    expect(pagina.locator("#aba")).to_contain_text("Nenhuma senha documentada")
    foto(pagina, "c19-vazio")
    pagina.get_by_role("link", name="Adicionar senha").click()
    sugerida = janela.get_by_label("Senha").input_value()
    assert len(sugerida) == 14
    janela.get_by_label("De que é").or_(janela.get_by_label("Descrição")).fill("Roteador da sala")
    janela.get_by_label("Usuário").fill("admin")
    foto(pagina, "c19-adicionar", inteira=False)
    janela.get_by_label("Usuário").press("Enter")
    ver_aviso(pagina, "Senha documentada.")
    linha = pagina.locator("#aba tbody tr")
    expect(linha).to_contain_text("Roteador da sala")
    assert sugerida not in pagina.content()

    linha.get_by_role("link", name="Revelar").click()
    expect(janela).to_contain_text("Fica registrado")
    assert sugerida not in pagina.content()
    janela.get_by_role("button", name="Revelar").click()
    expect(janela.locator("#senha-revelada")).to_have_text(sugerida)
    foto(pagina, "c19-revelada", inteira=False)
    janela.get_by_text("Fechar", exact=True).click()
    expect(janela.locator("#senha-revelada")).to_have_count(0)
    pagina.get_by_role("tab", name="Históricos").click()
    expect(pagina.locator("#aba")).to_contain_text("Senha de “Roteador da sala” revelada.")

    # The technician comes from the order (manual: *Outras Opções* of the OS).
    ordem = OrdemServico.objects.create(servico=servico, tipo=TipoOrdemServico.objects.create(nome="Reparo"))
    telefone = entrar(admin, TELEFONE, "dark")
    telefone.goto(f"/atendimento/ordens/{ordem.pk}/")
    sem_rolagem_lateral(telefone)
    telefone.get_by_role("link", name="Senhas").click()
    telefone.get_by_role("link", name="Editar senha de").click()
    do_telefone = telefone.locator("#modal")
    expect(do_telefone.get_by_label("Senha")).to_have_value("")
    do_telefone.get_by_label("Senha").fill("minha-senha")
    sem_rolagem_lateral(telefone)
    do_telefone.get_by_role("button", name="Salvar").click()
    ver_aviso(telefone, "Documentação alterada.")
    foto(telefone, "c19-telefone")
    telefone.get_by_role("link", name="Revelar").click()
    do_telefone.get_by_role("button", name="Revelar").click()
    expect(do_telefone.locator("#senha-revelada")).to_have_text("minha-senha")
    do_telefone.get_by_text("Fechar", exact=True).click()
    telefone.get_by_role("link", name="Apagar senha de").click()
    do_telefone.get_by_role("button", name="Apagar").click()
    ver_aviso(telefone, "apagada")
    expect(telefone.locator("#aba")).to_contain_text("Nenhuma senha documentada")
