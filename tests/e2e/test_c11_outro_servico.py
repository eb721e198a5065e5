"""C11: another service for a client who exists, by keyboard, with the steps of every area."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.models import Cliente, ServicoCliente
from financeiro.models import DadosCobranca
from hubsoft.core.models import Rascunho
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, escolher, foto, sem_rolagem_lateral
from tests.financeiro import fabricas as fabricas_financeiro

pytestmark = pytest.mark.django_db(transaction=True)


def passo(pagina: Page, titulo: str) -> None:
    """Wait for a step to be shown with its first field focused."""
    expect(pagina.locator("h2.card-title", has_text=titulo)).to_be_visible()
    pagina.wait_for_function("() => document.activeElement.closest('#assistente')")


def test_segundo_servico_do_mesmo_cliente(entrar: Callable[..., Page], admin: Any) -> None:
    modelo = fabricas.modelo_contrato(nome="Adesão", texto="[[CLIENTE_NOME]] contrata [[PLANO_NOME]].")
    plano = fabricas.plano(nome="Fibra 800", valor=Decimal("149.90"), modelo_contrato=modelo)
    TipoOrdemServico.objects.create(nome="Instalação")
    primeiro = fabricas.servico(fabricas.cliente("Maria Antiga", cpf_cnpj="52998224725"))
    forma = fabricas_financeiro.forma_cobranca()
    DadosCobranca.objects.create(servico=primeiro, forma=forma, dia_vencimento=17)
    pagina = entrar(admin)

    # The refused CPF leads to the sale for who owns it.
    pagina.goto("/clientes/adicionar/")
    passo(pagina, "Cadastro")
    pagina.keyboard.type("52998224725")
    pagina.get_by_label("Nome / Razão social").fill("Maria de novo")
    pagina.get_by_label("Celular").fill("19998761234")
    pagina.keyboard.press("Enter")
    foto(pagina, "c11-repetido")
    pagina.get_by_role("link", name="Adicionar um serviço a ele").click()
    expect(pagina.locator("h1")).to_contain_text("Adicionar serviço a Maria Antiga")

    # From here on what a trained person types: a plan, and Enter.
    passo(pagina, "Endereço")
    expect(pagina.get_by_label("Endereço do cliente: Rua Conceição")).to_be_checked()
    expect(pagina.locator("[name=endereco-logradouro]")).to_be_hidden()
    foto(pagina, "c11-endereco")
    pagina.keyboard.press("Enter")
    passo(pagina, "Serviço e venda")
    pagina.keyboard.type("Fibra 800")
    expect(pagina.locator(".ts-dropdown:visible .option", has_text="Fibra 800").first).to_be_visible()
    pagina.keyboard.press("Enter")
    pagina.get_by_label("Valor por mês").focus()
    pagina.keyboard.press("Enter")
    passo(pagina, "Acesso")
    login = pagina.locator("[name=acesso-login]").input_value()
    assert login.startswith("maria")

    # The draft waits on the server, in any browser, at the step that was left.
    pagina.context.close()
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{primeiro.cliente_id}/")
    pagina.get_by_role("link", name="Adicionar serviço").click()
    passo(pagina, "Acesso")
    login = pagina.locator("[name=acesso-login]").input_value()
    pagina.keyboard.press("Enter")
    passo(pagina, "Contrato")
    expect(pagina.locator("#previa-contrato")).to_contain_text("Maria Antiga contrata Fibra 800.")
    pagina.keyboard.press("Enter")
    passo(pagina, "Cobrança")
    # As the client's other service is billed.
    expect(pagina.get_by_label("Dia do vencimento")).to_have_value("17")
    # On its own boleto unless one says otherwise.
    escolher(pagina, "Fatura e nota fiscal", "Junto com", digitar="Junto")
    expect(pagina.get_by_label("Dia do vencimento")).to_be_hidden()
    foto(pagina, "c11-cobranca")
    pagina.get_by_role("button", name="Continuar").click()
    passo(pagina, "Instalação")
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_role("button", name="Concluir venda")).to_be_focused()
    foto(pagina, "c11-revisao")
    assert ServicoCliente.objects.count() == 1
    pagina.keyboard.press("Enter")
    expect(pagina.locator("h1")).to_contain_text("Fibra 800")

    novo = ServicoCliente.objects.get(plano=plano)
    assert (novo.cliente_id, novo.valor) == (primeiro.cliente_id, Decimal("149.90"))
    assert (novo.dados_cobranca.forma, novo.dados_cobranca.dia_vencimento) == (forma, 17)
    assert novo.dados_cobranca.junto_com == primeiro
    assert novo.acesso.login == login
    assert novo.contratos.get().texto == "Maria Antiga contrata Fibra 800."
    assert OrdemServico.objects.get().servico == novo
    assert Cliente.objects.count() == 1
    assert not Rascunho.objects.filter(assistente__startswith="clientes.servico").exists()
    pagina.goto(f"/clientes/{primeiro.cliente_id}/")
    expect(pagina.locator("article")).to_have_count(2)
    foto(pagina, "c11-servicos")
    pagina.goto(f"/clientes/servicos/{novo.pk}/?aba=cobranca")
    expect(pagina.locator("#aba")).to_contain_text(f"Junto com {primeiro}")


def test_no_telefone_noutro_endereco(entrar: Callable[..., Page], admin: Any) -> None:
    cliente = fabricas.servico(fabricas.cliente("Maria Antiga")).cliente
    pagina = entrar(admin, TELEFONE, "dark")
    pagina.goto(f"/clientes/{cliente.pk}/")
    pagina.get_by_role("link", name="Adicionar serviço").click()
    passo(pagina, "Endereço")
    pagina.get_by_label("Outro endereço").check()
    expect(pagina.locator("[name=endereco-logradouro]")).to_be_visible()
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina.locator(".invalid-feedback").first).to_contain_text("um dos endereços conhecidos")
    pagina.locator("[name=endereco-cep]").press_sequentially("13010000")
    expect(pagina.get_by_label("Bairro").first).to_have_value("Centro")
    sem_rolagem_lateral(pagina)
    foto(pagina, "c11-outro-endereco")
    pagina.get_by_label("Número").first.fill("900")
    pagina.get_by_role("button", name="Continuar").click()
    passo(pagina, "Serviço e venda")
    sem_rolagem_lateral(pagina)
