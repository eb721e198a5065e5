"""G06: a token from its making to its end, and a webhook that tells another system what happened."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from api.acoes.entregar import entregar_webhooks
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral, ver_aviso
from tests.standins.webhook import ReceptorWebhook

pytestmark = pytest.mark.django_db(transaction=True)


def pedir(url: str, token: str) -> tuple[int, Any]:
    """Ask as another system does: no browser, no cookies."""
    pedido = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(pedido, timeout=15) as resposta:
            return resposta.status, json.load(resposta)
    except urllib.error.HTTPError as erro:
        return erro.code, json.load(erro)


def test_token_e_webhook(entrar: Callable[..., Page], admin: Any, live_server: Any, settings: Any) -> None:
    settings.WEBHOOK_REDES = ["127.0.0.0/8"]
    cliente = fabricas.cliente("Rita Lima")
    pagina = entrar(admin)
    janela = pagina.locator("#modal")
    pagina.goto("/integracoes/tokens/")
    expect(pagina.locator("#lista")).to_contain_text("Nenhum token")
    pagina.get_by_role("link", name="Novo token").first.click()
    pagina.locator("[name=nome]").fill("Site")
    pagina.get_by_role("button", name="Criar token").click()
    expect(pagina.locator("#formulario")).to_contain_text("Escolha ao menos uma permissão")
    foto(pagina, "g06-novo-token")
    pagina.get_by_label("Todas de Clientes").check()
    pagina.get_by_role("button", name="Criar token").click()
    token = pagina.locator("#texto-do-token").input_value()
    foto(pagina, "g06-token-criado")
    pagina.get_by_role("link", name="Já copiei").click()
    expect(pagina.locator("#aba")).to_contain_text("Ver clientes")
    assert token not in pagina.content()
    endereco = f"{live_server.url}/api/v1/clientes/{cliente.pk}"
    status, corpo = pedir(endereco, token)
    assert (status, corpo["nome"]) == (200, "Rita Lima")
    assert pedir(f"{live_server.url}/api/v1/faturas", token)[0] == 403
    pagina.reload()
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("de 127.0.0.1")
    expect(pagina.locator("#aba")).to_contain_text("Ver clientes")
    foto(pagina, "g06-token")
    pagina.get_by_role("link", name="Revogar").click()
    janela.get_by_role("button", name="Revogar").click()
    ver_aviso(pagina, "Token Site revogado.")
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("Revogado")
    assert pedir(endereco, token)[0] == 401

    with ReceptorWebhook() as receptor:
        pagina.goto("/integracoes/webhooks/novo/")
        pagina.locator("[name=nome]").fill("CRM")
        pagina.get_by_label("Endereço que recebe").fill(receptor.url)
        pagina.get_by_label("Cliente cadastrado").check()
        foto(pagina, "g06-novo-webhook")
        pagina.get_by_role("button", name="Criar webhook").click()
        receptor.segredo = pagina.locator("#segredo-do-webhook").input_value()
        pagina.get_by_role("link", name="Já copiei").click()
        pagina.get_by_role("link", name="Testar").click()
        janela.get_by_role("button", name="Enviar teste").click()
        ver_aviso(pagina, "Teste na fila")
        fabricas.cliente("Ana Prado")
        assert entregar_webhooks() == 2
        assert (receptor.tipos(), receptor.recusas) == (["teste", "cliente.criado"], [])
        assert receptor.recebidas[1].dados["cliente"]["nome"] == "Ana Prado"
        pagina.reload()
        linha = pagina.locator("#aba tbody tr").filter(has_text="cliente.criado")
        expect(linha).to_contain_text("Entregue")
        foto(pagina, "g06-webhook")
        linha.get_by_role("link").first.click()
        expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("204")
        foto(pagina, "g06-entrega")
        pagina.get_by_role("link", name="Reenviar").click()
        janela.get_by_role("button", name="Reenviar").click()
        ver_aviso(pagina, "A entrega voltou para a fila.")
        assert entregar_webhooks() == 1
        assert receptor.recebidas[2].id == receptor.recebidas[1].id

    telefone = entrar(admin, TELEFONE, "dark")
    telefone.goto("/integracoes/documentacao/")
    telefone.get_by_text("Segunda via: linha digitável e Pix").click()
    expect(telefone.locator("#ver_boleto")).to_contain_text("financeiro.imprimir_boleto")
    sem_rolagem_lateral(telefone)
    foto(telefone, "g06-documentacao-telefone", inteira=False)
    for caminho, nome in (("/integracoes/webhooks/", "webhooks"), ("/integracoes/tokens/?situacao=todos", "tokens")):
        telefone.goto(caminho)
        expect(telefone.locator("#lista")).to_contain_text("CRM" if nome == "webhooks" else "Site")
        sem_rolagem_lateral(telefone)
        foto(telefone, f"g06-{nome}-telefone")
