"""C05: the four addresses of a service, one edited, all of them, and what the boleto says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.acoes import Venda, vender_servico
from financeiro.acoes import montar_fatura
from financeiro.models import DadosCobranca
from hubsoft.core.datas import hoje
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral, ver_aviso
from tests.fabricas import cidade
from tests.financeiro import fabricas as fabricas_financeiro

pytestmark = pytest.mark.django_db(transaction=True)


def test_quatro_enderecos(entrar: Callable[..., Page], admin: Any) -> None:
    cliente, plano = fabricas.cliente("Maria das Dores"), fabricas.plano()
    servico = vender_servico(cliente, Venda(plano, plano.valor, hoje()), admin)
    vizinho = {**fabricas.ENDERECO, "cep": "13270000", "logradouro": "Rua Treze", "cidade": cidade("Valinhos")}
    cliente.enderecos.create(tipo="fiscal", servico=fabricas.servico(cliente), **vizinho)
    forma = fabricas_financeiro.forma_cobranca(conta_dv="7")
    DadosCobranca.objects.create(servico=servico, forma=forma, dia_vencimento=10)
    fatura = montar_fatura([fabricas_financeiro.cobranca(cliente, servico=servico)], forma, hoje(), hoje())
    pagina = entrar(admin)
    janela = pagina.locator("#modal")

    # One: the CEP fills what the database knows of it.
    pagina.goto(f"/clientes/{cliente.pk}/")
    pagina.locator("article").first.get_by_role("button", name="Ações de").click()
    foto(pagina, "c05-menu", inteira=False)
    pagina.locator(".dropdown-menu.show").get_by_text("Endereços", exact=True).click()
    cobranca = pagina.get_by_role("region", name="Endereço: Cobrança")
    expect(cobranca).to_contain_text("Rua Conceição, 10")
    cobranca.get_by_role("link", name="Editar").click()
    expect(janela.get_by_label("Rua")).to_have_value("Rua Conceição")
    janela.get_by_label("CEP").fill("")
    janela.get_by_label("CEP").press_sequentially("13270000")
    expect(janela.get_by_label("Rua")).to_have_value("Rua Treze")
    expect(janela.locator(".ts-wrapper .item")).to_have_text("Valinhos/SP")
    foto(pagina, "c05-editar", inteira=False)
    # Enter saves this one only.
    janela.get_by_label("Número").press("Enter")
    ver_aviso(pagina, "Endereço salvo")
    expect(cobranca).to_contain_text("Rua Treze, 10 - Centro - Valinhos/SP")
    expect(pagina.get_by_role("region", name="Endereço: Instalação")).to_contain_text("Rua Conceição, 10")
    foto(pagina, "c05-enderecos")
    pagina.goto(f"/financeiro/faturas/{fatura.pk}/")
    pagina.get_by_role("link", name="Ver boleto").click()
    expect(pagina.locator("#conteudo")).to_contain_text("Rua Treze, 10 - Centro")

    # All four, on a phone.
    telefone = entrar(admin, TELEFONE, "dark")
    telefone.goto(f"/clientes/servicos/{servico.pk}/?aba=enderecos")
    telefone.get_by_role("region", name="Endereço: Instalação").get_by_role("link", name="Editar").click()
    janela = telefone.locator("#modal")
    janela.get_by_label("Número").fill("77")
    sem_rolagem_lateral(telefone)
    foto(telefone, "c05-editar", inteira=False)
    janela.get_by_role("button", name="Atualizar todos").click()
    ver_aviso(telefone, "Os quatro endereços do serviço foram atualizados")
    expect(telefone.locator("#aba").get_by_text("Rua Conceição, 77")).to_have_count(4)
    sem_rolagem_lateral(telefone)
    foto(telefone, "c05-enderecos")

    # The client's own is another: edited in the cadastro.
    pagina.goto(f"/clientes/{cliente.pk}/?aba=cadastro")
    expect(pagina.locator("#aba")).to_contain_text("Rua Conceição, 10")
    pagina.get_by_role("link", name="Editar endereço").click()
    pagina.locator("#modal").get_by_label("Número").fill("11")
    pagina.locator("#modal").get_by_role("button", name="Salvar").click()
    expect(pagina.locator("#aba")).to_contain_text("Rua Conceição, 11")
    pagina.goto(f"/clientes/servicos/{servico.pk}/?aba=historicos")
    for tipo in ("instalação", "cadastral", "fiscal", "cobrança"):
        expect(pagina.locator("#aba")).to_contain_text(f"Endereço ({tipo}) alterado: ")
