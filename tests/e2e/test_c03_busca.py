"""C03: find a client while typing, by anything, in the list and in the top bar."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from atendimento.models import TipoOrdemServico
from clientes.acoes import inativar_cliente
from clientes.estados import Status
from clientes.models import Cliente, ServicoCliente
from financeiro.acoes import montar_fatura
from financeiro.models import DadosCobranca
from hubsoft.core.datas import hoje
from rede.models import Acesso
from tests.clientes import fabricas
from tests.e2e.navegador import escolher, foto
from tests.fabricas import cidade
from tests.financeiro import fabricas as fabricas_financeiro

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def povo(db: None) -> None:
    fabricas.servico(
        fabricas.cliente("José Antônio Ferreira", cidade("Campinas"), cpf_cnpj="52998224725"), Status.SUSPENSO_DEBITO
    )
    fabricas.servico(fabricas.cliente("Márcia Conceição", cidade("Valinhos")))
    inativar_cliente(fabricas.cliente("Josefa Antiga", cidade("Campinas")))


def dados_do_jose() -> str:
    """Give José a way to be found by each source; return his boleto's nosso número."""
    jose = Cliente.objects.get(cpf_cnpj="52998224725")
    jose.contatos.create(tipo="celular", valor="19988771122")
    jose.contatos.create(tipo="email", valor="ze@padaria.example")
    jose.enderecos.update(logradouro="Rua das Acácias")
    servico = jose.servicos.get()
    Acesso.objects.create(servico=servico, login="ze.fibra", ipv4="100.64.3.7", mac="AA:BB:CC:00:11:22")
    forma = fabricas_financeiro.forma_cobranca(conta_dv="7")
    DadosCobranca.objects.create(servico=servico, forma=forma, dia_vencimento=10)
    fatura = montar_fatura([fabricas_financeiro.cobranca(jose, servico=servico)], forma, hoje(), hoje())
    return fatura.nosso_numero.zfill(8)


@pytest.mark.usefixtures("povo")
def test_busca_e_filtros_da_lista(entrar: Callable[..., Page], admin: Any) -> None:
    nosso_numero = dados_do_jose()
    pagina = entrar(admin)
    pagina.goto("/clientes/")
    lista = pagina.locator("#lista")
    caixa = pagina.locator(".js-busca-lista")
    termos = (
        "jose", "ANTÔNIO", "529.982", "52998224725", "antonio ferr", "(19) 98877-1122", "ze@padaria", "das acacias",
        "ze.fibra", "100.64.3.7", "aa-bb-cc-00-11-22", nosso_numero,
    )  # fmt: skip
    for termo in termos:
        caixa.fill("")
        expect(lista).to_contain_text("Márcia")
        caixa.press_sequentially(termo)
        expect(lista, termo).not_to_contain_text("Márcia")
        expect(lista).to_contain_text("José Antônio Ferreira")
        expect(lista).not_to_contain_text("Josefa")
    foto(pagina, "c03-lista")
    caixa.fill("jose")
    pagina.get_by_role("button", name="Filtros").click()
    pagina.get_by_label("Status do cadastro").select_option(label="Todos")
    pagina.get_by_role("button", name="Filtrar", exact=True).click()
    expect(lista).to_contain_text("Josefa Antiga (INATIVO)")
    pagina.goto("/clientes/?status=suspenso_debito")
    expect(lista).to_contain_text("José Antônio")
    expect(lista).not_to_contain_text("Márcia")
    pagina.goto("/clientes/?busca=ninguem+assim")
    expect(lista).to_contain_text("Nenhum cliente encontrado")
    foto(pagina, "c03-vazia")


@pytest.mark.usefixtures("povo")
def test_barra_do_topo_leva_ao_cliente(entrar: Callable[..., Page], admin: Any) -> None:
    pagina = entrar(admin)
    pagina.goto("/")
    pagina.keyboard.press("/")
    pagina.keyboard.type("marcia conc")
    expect(pagina.locator("#busca-resultados")).to_contain_text("Márcia Conceição")
    pagina.keyboard.press("ArrowDown")
    pagina.keyboard.press("Enter")
    expect(pagina.locator("h1")).to_contain_text("Márcia Conceição")


@pytest.mark.usefixtures("povo")
def test_atendente_de_uma_cidade_nao_acha_outra(entrar: Callable[..., Page], atendente: Any) -> None:
    pagina = entrar(atendente)
    pagina.goto("/clientes/?busca=marcia")
    expect(pagina.locator("#lista")).to_contain_text("Nenhum cliente encontrado")
    pagina.goto("/busca/?q=marcia")
    expect(pagina.locator("main")).not_to_contain_text("Conceição")


@pytest.mark.usefixtures("povo")
def test_protocolo_dado_na_abertura_acha_o_cliente(entrar: Callable[..., Page], admin: Any) -> None:
    TipoOrdemServico.objects.create(nome="Reparo")
    servico = ServicoCliente.objects.get(cliente__nome="Márcia Conceição")
    pagina = entrar(admin)
    pagina.goto(f"/clientes/servicos/{servico.pk}/")
    pagina.get_by_role("button", name="Ações").click()
    pagina.locator(".dropdown-menu.show").get_by_text("Abrir ordem de serviço").click()
    janela = pagina.locator("#modal")
    expect(janela.locator(".ts-wrapper").first).to_be_visible()
    escolher(pagina, "Tipo", "Reparo")
    janela.get_by_role("button", name="Abrir OS").click()
    aviso = pagina.get_by_text("Protocolo para o assinante:")
    expect(aviso).to_be_visible()
    protocolo = re.findall(r"\b\d{16}\b", aviso.inner_text())[0]
    assert protocolo.startswith(f"{hoje():%Y%m%d}")
    for termo in (protocolo, f"{protocolo[:8]} {protocolo[8:]}"):
        pagina.goto("/")
        pagina.keyboard.press("/")
        pagina.keyboard.type(termo)
        expect(pagina.locator("#busca-resultados")).to_contain_text("Márcia Conceição")
    pagina.goto(f"/atendimento/ordens/?busca={protocolo}")
    expect(pagina.locator("#lista")).to_contain_text(protocolo)
