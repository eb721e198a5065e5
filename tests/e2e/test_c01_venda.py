"""C01: a sale in the browser, by keyboard only, with everything that goes wrong at a counter."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, Route, expect

from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.models import Cliente, Plano, ServicoCliente
from configuracao.models import Usuario
from hubsoft.core import registro as casa
from hubsoft.core.models import Rascunho
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral
from tests.fabricas import cidade
from tests.financeiro import fabricas as fabricas_financeiro

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/clientes/adicionar/"
NOSSOS = ("ordem_servico",)


@pytest.fixture
def plano(db: None) -> Plano:
    modelo = fabricas.modelo_contrato(
        nome="Adesão residencial",
        texto="Contrato de [[CLIENTE_NOME]], CPF/CNPJ [[CLIENTE_CPF_CNPJ]].\n\nPlano [[PLANO_NOME]] de "
        "[[PLANO_DOWNLOAD]] por [[SERVICO_VALOR]] ao mês, até [[CONTRATO_FIM]].",
    )
    return fabricas.plano(nome="Fibra 500", valor=Decimal("99.90"), modelo_contrato=modelo)


@pytest.fixture
def so_venda_e_os(monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps of Clientes and the installation order alone: each higher app proves its own step."""
    passos = [p for p in casa.registro.todos(casa.PassoVenda) if p.chave in NOSSOS]
    monkeypatch.setitem(casa.registro._itens, casa.PassoVenda, passos)


@pytest.fixture
def vendedora(db: None) -> Usuario:
    Usuario.objects.create_user("tiago", nome="Tiago Técnico", tecnico=True, todas_cidades=True)
    TipoOrdemServico.objects.create(nome="Reparo")
    TipoOrdemServico.objects.create(nome="Instalação")
    cidade("Campinas")
    return Usuario.objects.create_superuser("vera", nome="Vera Vendedora", vendedor=True)


def passo(pagina: Page, titulo: str) -> None:
    """Wait for a step to be shown with its first field focused."""
    expect(pagina.locator("h2.card-title", has_text=titulo)).to_be_visible()
    pagina.wait_for_function("() => document.activeElement.closest('#assistente')")


def cadastro(pagina: Page, cpf: str = "52998224725", nome: str = "Maria de Souza") -> None:
    """Fill the first step with the keyboard, from the focused field on."""
    passo(pagina, "Cadastro")
    pagina.keyboard.type(cpf)
    pagina.get_by_label("Nome / Razão social").focus()
    pagina.keyboard.type(nome)
    pagina.get_by_label("Celular").focus()
    pagina.keyboard.type("19998761234")
    pagina.keyboard.press("Enter")


def ate_o_servico(pagina: Page) -> None:
    """Go from the address past the service."""
    passo(pagina, "Endereço")
    pagina.keyboard.type("13010001")
    pagina.keyboard.press("Tab")
    pagina.keyboard.type("Rua Nova")
    pagina.keyboard.press("Tab")
    pagina.keyboard.type("55")
    pagina.get_by_label("Bairro").first.focus()
    pagina.keyboard.type("Centro")
    pagina.keyboard.press("Tab")
    pagina.keyboard.type("Campinas")
    expect(pagina.locator(".ts-dropdown:visible .option", has_text="Campinas/SP").first).to_be_visible()
    pagina.keyboard.press("Enter")
    pagina.get_by_label("Número").first.focus()
    pagina.keyboard.press("Enter")
    passo(pagina, "Serviço e venda")
    pagina.keyboard.type("Fibra")
    expect(pagina.locator(".ts-dropdown:visible .option", has_text="Fibra 500").first).to_be_visible()
    pagina.keyboard.press("Enter")
    pagina.get_by_label("Valor por mês").focus()
    pagina.keyboard.press("Enter")


def ate_o_contrato(pagina: Page) -> None:
    """Go from the address to the contract, when only these apps add steps."""
    ate_o_servico(pagina)
    passo(pagina, "Contrato")


@pytest.mark.usefixtures("so_venda_e_os")
def test_venda_inteira_so_com_o_teclado(entrar: Callable[..., Page], vendedora: Usuario, plano: Plano) -> None:
    pagina = entrar(vendedora)
    pagina.goto(URL)
    cadastro(pagina)
    ate_o_contrato(pagina)
    previa = pagina.locator("#previa-contrato")
    expect(previa).to_contain_text("Contrato de Maria de Souza, CPF/CNPJ 529.982.247-25.")
    expect(previa).to_contain_text("Plano Fibra 500 de 500 Mb/s por R$ 99,90 ao mês")
    foto(pagina, "c01-contrato")
    pagina.keyboard.press("Enter")
    passo(pagina, "Instalação")
    expect(pagina.get_by_label("Abrir ordem de serviço")).to_be_checked()
    foto(pagina, "c01-instalacao")
    pagina.keyboard.press("Enter")
    expect(pagina.locator("h2.card-title", has_text="Revisão")).to_be_visible()
    assert not Cliente.objects.exists()
    expect(pagina.locator(".ficha").first).to_contain_text("Maria de Souza")
    foto(pagina, "c01-revisao")
    expect(pagina.get_by_role("button", name="Concluir venda")).to_be_focused()
    pagina.keyboard.press("Enter")
    expect(pagina.locator("h1")).to_contain_text("Maria de Souza")
    servico = ServicoCliente.objects.get()
    assert (servico.valor, servico.vendedor, servico.enderecos.count()) == (Decimal("99.90"), vendedora, 4)
    ordem = OrdemServico.objects.get(servico=servico)
    assert (ordem.tipo.nome, ordem.status) == ("Instalação", "pendente")
    assert servico.contratos.get().texto.startswith("Contrato de Maria de Souza")
    expect(pagina.locator("article", has_text="Fibra 500")).to_contain_text("Aguardando instalação")
    assert not Rascunho.objects.exists()


@pytest.mark.usefixtures("so_venda_e_os")
def test_documento_repetido_leva_ao_cadastro(entrar: Callable[..., Page], vendedora: Usuario) -> None:
    dono = fabricas.cliente("Maria Antiga", cpf_cnpj="52998224725")
    pagina = entrar(vendedora)
    pagina.goto(URL)
    passo(pagina, "Cadastro")
    documento = pagina.locator("[name=cadastro-cpf_cnpj]")
    # Said as soon as it is whole, before the rest is typed.
    pagina.keyboard.type("52998224724")
    expect(pagina.locator(".invalid-feedback")).to_contain_text("dígitos verificadores")
    pagina.keyboard.press("Backspace")
    expect(pagina.locator(".invalid-feedback")).to_have_count(0)
    pagina.keyboard.type("5")
    expect(pagina.locator(".invalid-feedback").get_by_role("link", name="Maria Antiga")).to_be_visible()
    foto(pagina, "c01-repetido-ao-digitar")
    documento.fill("")
    expect(pagina.locator(".invalid-feedback")).to_have_count(0)
    documento.focus()
    cadastro(pagina, nome="Maria Nova")
    expect(pagina.locator(".invalid-feedback")).to_contain_text("já é do cliente Maria Antiga")
    foto(pagina, "c01-repetido")
    pagina.get_by_role("link", name="Maria Antiga").click()
    expect(pagina).to_have_url(f"{pagina.url.split('/clientes')[0]}/clientes/{dono.pk}/")
    expect(pagina.locator("h1")).to_contain_text("Maria Antiga")
    assert Cliente.objects.count() == 1


@pytest.mark.usefixtures("so_venda_e_os", "plano")
def test_rascunho_sobrevive_a_outro_navegador_e_ao_voltar(entrar: Callable[..., Page], vendedora: Usuario) -> None:
    pagina = entrar(vendedora)
    pagina.goto(URL)
    cadastro(pagina)
    ate_o_contrato(pagina)
    pagina.context.close()
    outra = entrar(vendedora)
    outra.goto(URL)
    expect(outra.locator("h2.card-title", has_text="Serviço e venda")).to_be_visible()
    outra.get_by_role("button", name="Voltar").click()
    passo(outra, "Endereço")
    expect(outra.get_by_label("Rua").first).to_have_value("Rua Nova")
    outra.get_by_role("button", name="Voltar").click()
    passo(outra, "Cadastro")
    expect(outra.get_by_label("Nome / Razão social")).to_have_value("Maria de Souza")
    outra.get_by_role("button", name="Continuar").click()
    passo(outra, "Endereço")
    outra.go_back()
    passo(outra, "Cadastro")
    outra.go_forward()
    passo(outra, "Endereço")
    outra.get_by_role("button", name="Descartar rascunho").click()
    passo(outra, "Cadastro")
    expect(outra.get_by_label("Nome / Razão social")).to_have_value("")
    assert not Cliente.objects.exists()


@pytest.mark.usefixtures("so_venda_e_os", "plano")
def test_clique_duplo_vende_uma_vez(entrar: Callable[..., Page], vendedora: Usuario) -> None:
    pagina = entrar(vendedora)
    pagina.goto(URL)
    cadastro(pagina)
    ate_o_contrato(pagina)
    pagina.get_by_role("button", name="Continuar").click()
    passo(pagina, "Instalação")
    pagina.get_by_role("button", name="Continuar").click()
    pagina.get_by_role("button", name="Concluir venda").dblclick()
    expect(pagina.locator("h1")).to_contain_text("Maria de Souza")
    assert (Cliente.objects.count(), ServicoCliente.objects.count(), OrdemServico.objects.count()) == (1, 1, 1)


@pytest.mark.usefixtures("so_venda_e_os", "plano")
def test_cep_conhecido_preenche_e_cobranca_separada_no_telefone(
    entrar: Callable[..., Page], vendedora: Usuario
) -> None:
    fabricas.cliente("Vizinho", cidade("Campinas"))
    pagina = entrar(vendedora, TELEFONE)
    pagina.goto(URL)
    passo(pagina, "Cadastro")
    expect(pagina.get_by_label("Nome fantasia")).to_be_hidden()
    pagina.get_by_label("Pessoa Jurídica").check()
    expect(pagina.get_by_label("Nome fantasia")).to_be_visible()
    pagina.get_by_label("Pessoa Física").check()
    sem_rolagem_lateral(pagina)
    foto(pagina, "c01-cadastro")
    pagina.get_by_label("CPF/CNPJ").fill("529.982.247-25")
    pagina.get_by_label("Nome / Razão social").fill("Maria")
    pagina.get_by_label("E-mail").fill("maria@exemplo.com.br")
    pagina.get_by_role("button", name="Continuar").click()
    passo(pagina, "Endereço")
    pagina.get_by_label("CEP", exact=False).first.press_sequentially("13010000")
    expect(pagina.get_by_label("Rua").first).to_have_value("Rua Conceição")
    expect(pagina.get_by_label("Bairro").first).to_have_value("Centro")
    expect(pagina.locator(".ts-wrapper .item").first).to_have_text("Campinas/SP")
    expect(pagina.get_by_label("Rua de cobrança")).to_be_hidden()
    pagina.get_by_label("Endereço de cobrança é o mesmo").uncheck()
    expect(pagina.get_by_label("Rua de cobrança")).to_be_visible()
    pagina.get_by_label("Número").first.fill("12")
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina.locator(".invalid-feedback").first).to_contain_text("Endereço de cobrança é o mesmo")
    sem_rolagem_lateral(pagina)
    foto(pagina, "c01-endereco")


@pytest.mark.usefixtures("so_venda_e_os", "plano")
def test_resposta_lenta_do_cep_nao_engole_a_cidade_que_se_digita(
    entrar: Callable[..., Page], vendedora: Usuario
) -> None:
    fabricas.cliente("Vizinho", cidade("Campinas"))
    pagina = entrar(vendedora)
    presas: list[Route] = []
    pagina.route(re.compile(r"\?cep=\d{8}$"), lambda rota: presas.append(rota))
    pagina.goto(URL)
    cadastro(pagina)
    passo(pagina, "Endereço")
    pagina.get_by_label("CEP", exact=False).first.press_sequentially("13010000")
    pagina.get_by_label("Bairro").first.press("Tab")
    pagina.keyboard.type("Camp")
    presas[0].continue_()
    expect(pagina.get_by_label("Rua").first).to_have_value("Rua Conceição")
    pagina.keyboard.type("inas")
    expect(pagina.locator(".ts-wrapper input:focus")).to_have_value("Campinas")
    pagina.locator(".ts-dropdown:visible .option", has_text="Campinas/SP").first.click()
    expect(pagina.locator(".ts-wrapper .item").first).to_have_text("Campinas/SP")


def test_venda_com_os_passos_de_todas_as_areas(entrar: Callable[..., Page], vendedora: Usuario, plano: Plano) -> None:
    forma = fabricas_financeiro.forma_cobranca()
    pagina = entrar(vendedora)
    pagina.goto(URL)
    cadastro(pagina)
    ate_o_servico(pagina)
    # Login and password are suggested.
    passo(pagina, "Acesso")
    login = pagina.locator("[name=acesso-login]").input_value()
    pagina.keyboard.press("Enter")
    passo(pagina, "Contrato")
    pagina.keyboard.press("Enter")
    passo(pagina, "Cobrança")
    if not pagina.locator("[name=cobranca-forma]").input_value():
        pagina.locator("[name=cobranca-forma]").select_option(str(forma.pk), force=True)
    foto(pagina, "c01-cobranca")
    pagina.get_by_role("button", name="Continuar").click()
    passo(pagina, "Instalação")
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_role("button", name="Concluir venda")).to_be_focused()
    assert not Cliente.objects.exists()
    foto(pagina, "c01-revisao-inteira")
    pagina.keyboard.press("Enter")
    expect(pagina.locator("h1")).to_contain_text("Maria de Souza")
    servico = ServicoCliente.objects.get()
    assert servico.plano == plano
    assert servico.acesso.login == login
    assert servico.dados_cobranca.forma == forma
    assert OrdemServico.objects.get().servico == servico
