"""C18: a service goes to a new client on the screen, and on to a registered one; the login works all the while."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.estados import Status
from clientes.models import Cliente, ServicoCliente
from demonstracao.servidores import FreeRadius
from financeiro.acoes import montar_fatura
from financeiro.models import DadosCobranca
from hubsoft.core.datas import hoje
from rede.models import Acesso
from tests.clientes import fabricas as de_clientes
from tests.e2e.navegador import escolher, foto
from tests.e2e.test_c17_migrar_servico import continuar, passo
from tests.fabricas import cpf
from tests.financeiro import fabricas as de_financeiro
from tests.rede import fabricas
from tests.servico_radius import autenticar

pytestmark = pytest.mark.django_db(transaction=True)


def test_para_um_novo_cliente_e_depois_para_um_cadastrado(
    admin: Any, entrar: Callable[..., Page], freeradius: FreeRadius
) -> None:
    fabricas.equipamento("127.0.0.72")
    acesso = fabricas.acesso("casa.12", "senha-da-casa", de=de_clientes.cliente("Maria que sai"))
    de = acesso.servico
    forma = de_financeiro.forma_cobranca(conta_dv="7")
    DadosCobranca.objects.create(servico=de, forma=forma, dia_vencimento=17)
    divida = de_financeiro.cobranca(de.cliente, servico=de)
    fatura = montar_fatura([divida], forma, hoje(), hoje())
    terceiro = de_clientes.cliente("Carla Cadastrada")

    def entra() -> bool:
        resposta = autenticar(freeradius, "casa.12", "senha-da-casa", origem="127.0.0.72")
        return resposta.aceito and str(resposta.atributos["Mikrotik-Rate-Limit"]).startswith("250000k/500000k")

    assert entra()
    pagina = entrar(admin)
    pagina.goto(f"/clientes/servicos/{de.pk}/migrar-cliente/")
    pagina.get_by_role("link", name="Cadastrar um novo cliente").click()
    passo(pagina, "Cadastro")
    # A document that is taken leads to its owner.
    documento = pagina.locator("[name=cadastro-cpf_cnpj]")
    documento.fill(terceiro.cpf_cnpj)
    expect(pagina.get_by_role("link", name="Carla Cadastrada")).to_be_visible()
    documento.fill(cpf(990))
    expect(pagina.get_by_role("link", name="Carla Cadastrada")).to_have_count(0)
    pagina.get_by_label("Nome / Razão social").fill("João que chega")
    pagina.get_by_label("Celular").fill("19998761234")
    continuar(pagina)
    passo(pagina, "Endereço")
    pagina.locator("[name=endereco-cep]").press_sequentially("13010000")
    # The CEP is known: street, district and city come by themselves.
    expect(pagina.get_by_label("Bairro").first).to_have_value("Centro")
    pagina.locator("[name=endereco-numero]").fill("7")
    continuar(pagina)
    passo(pagina, "Cobrança")
    foto(pagina, "c18-cobranca")
    continuar(pagina)
    passo(pagina, "Contrato")
    continuar(pagina)
    foto(pagina, "c18-revisao")
    assert not Cliente.objects.filter(nome="João que chega").exists()
    pagina.get_by_role("button", name="Migrar serviço").click()
    expect(pagina.locator("h1")).to_contain_text("Serviço habilitado")
    foto(pagina, "c18-depois")
    joao = Cliente.objects.get(nome="João que chega")
    dele = joao.servicos.get()
    assert Acesso.objects.get().servico == dele
    assert dele.dados_cobranca.dia_vencimento == 17
    assert entra()
    divida.refresh_from_db()
    assert (divida.cliente, divida.status) == (de.cliente, "aberta")
    # The open boleto stays with who leaves: on their page, on nobody else's.
    pagina.goto(f"/clientes/{de.cliente_id}/?aba=financeiro")
    expect(pagina.get_by_role("link", name=f"Fatura {fatura.pk}", exact=True)).to_be_visible()
    pagina.goto(f"/clientes/{joao.pk}/?aba=financeiro")
    expect(pagina.locator("#aba")).to_contain_text("Nada em aberto")
    pagina.goto(f"/clientes/{joao.pk}/?aba=historicos")
    expect(pagina.locator("#aba")).to_contain_text("recebido do cliente Maria que sai")
    pagina.goto(f"/clientes/servicos/{de.pk}/?aba=historicos")
    expect(pagina.locator("#aba").get_by_text("migrado para o cliente João que chega").first).to_be_visible()

    # On to a client who is registered.
    pagina.goto(f"/clientes/servicos/{dele.pk}/migrar-cliente/")
    passo(pagina, "Novo titular")
    escolher(pagina, "Novo titular", "Carla Cadastrada", digitar="Carla")
    foto(pagina, "c18-titular")
    continuar(pagina)
    passo(pagina, "Cobrança")
    continuar(pagina)
    passo(pagina, "Contrato")
    continuar(pagina)
    pagina.get_by_role("button", name="Migrar serviço").click()
    expect(pagina.locator("h1")).to_contain_text("Serviço habilitado")
    da_carla = ServicoCliente.objects.get(cliente=terceiro)
    dele.refresh_from_db()
    assert (dele.status, Acesso.objects.get().servico) == (Status.CANCELADO, da_carla)
    assert entra()
