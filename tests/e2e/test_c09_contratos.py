"""C09: a model written in the editor, a plan with its own variable, a contract printed and signed on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.models import ContratoServico, ModeloContrato
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, escolher, foto, sem_rolagem_lateral, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def test_do_modelo_a_assinatura(entrar: Callable[..., Page], admin: Any) -> None:
    fabricas.empresa()
    plano = fabricas.plano(nome="Fibra 500")
    servico = fabricas.servico(fabricas.cliente("Rita Lima"), plano=plano)
    pagina = entrar(admin)
    janela = pagina.locator("#modal")

    pagina.goto(f"/clientes/planos/{plano.pk}/?aba=contratos")
    pagina.get_by_role("link", name="Adicionar Variável Customizada").click()
    janela.get_by_label("Variável").fill("taxa adesão")
    janela.get_by_label("Valor neste plano").fill("R$ 100,00")
    janela.get_by_role("button", name="Salvar").click()
    expect(pagina.locator("#aba")).to_contain_text("[[TAXA_ADESAO]]")

    pagina.goto("/clientes/modelos-de-contrato/adicionar/")
    pagina.get_by_label("Nome").fill("Adesão")
    editor = pagina.locator(".ql-editor")
    editor.click()
    pagina.keyboard.type("Contrato de ")
    pagina.get_by_role("button", name="[[CLIENTE_NOME]]").click()
    pagina.keyboard.type(", taxa ")
    pagina.get_by_role("button", name="[[TAXA_ADESAO]]").click()
    pagina.keyboard.type(". [[PLANO_VALO]]")
    expect(pagina.locator("#previa")).to_contain_text("Você quis dizer [[PLANO_VALOR]]?")
    escolher(pagina, "Prévia com os dados de", "Rita Lima")
    papel = pagina.frame_locator("iframe.previa-papel")
    expect(papel.locator("body")).to_contain_text("Contrato de Rita Lima, taxa R$ 100,00.")
    foto(pagina, "c09-editor")
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.locator("#formulario")).to_contain_text("[[PLANO_VALO]] não existe")
    editor.click()
    pagina.keyboard.press("Control+End")
    for _letra in " [[PLANO_VALO]]":
        pagina.keyboard.press("Backspace")
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Modelo “Adesão” salvo, versão 1.")
    assert ModeloContrato.objects.get().texto == "<p>Contrato de [[CLIENTE_NOME]], taxa [[TAXA_ADESAO]].</p>"

    pagina.goto(f"/clientes/planos/{plano.pk}/?aba=contratos")
    pagina.get_by_role("link", name="Vincular contrato").click()
    escolher(pagina, "Contrato", "Adesão")
    janela.get_by_role("button", name="Salvar").click()
    expect(pagina.locator("#aba")).to_contain_text("Toda venda deste plano leva o contrato Adesão")
    foto(pagina, "c09-plano")

    pagina.goto(f"/clientes/servicos/{servico.pk}/?aba=contratos")
    pagina.get_by_role("link", name="Adicionar contrato").click()
    janela.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Contrato adicionado.")
    expect(pagina.locator("#aba")).to_contain_text("Aguardando assinatura")
    contrato = ContratoServico.objects.get()
    pdf = pagina.request.get(f"/clientes/contratos/{contrato.pk}/pdf/")
    assert pdf.headers["content-type"] == "application/pdf"

    telefone = entrar(admin, TELEFONE, "dark")
    telefone.goto(f"/clientes/contratos/{contrato.pk}/")
    expect(telefone.locator(".contrato-texto")).to_have_text("Contrato de Rita Lima, taxa R$ 100,00.")
    telefone.get_by_role("button", name="Ações").click()
    telefone.get_by_text("Assinado em papel").click()
    telefone.locator("#modal").get_by_role("button", name="Salvar").click()
    ver_aviso(telefone, "Contrato assinado.")
    expect(telefone.get_by_text("SHA-256 do documento")).to_be_visible()
    sem_rolagem_lateral(telefone)
    foto(telefone, "c09-assinado")
    pagina.goto("/clientes/contratos/?situacao=assinado")
    expect(pagina.locator("tbody tr")).to_contain_text("Rita Lima")
    foto(pagina, "c09-lista")
