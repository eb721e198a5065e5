"""C01: a sale in the browser, by keyboard only, with everything that goes wrong at a counter."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import Page, Route, expect

from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.models import Cliente, Plano, ServicoCliente
from configuracao.models import Usuario
from hubsoft.core import registro as casa
from hubsoft.core.datas import hoje
from hubsoft.core.models import Rascunho
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, escolher, foto, sem_rolagem_lateral
from tests.fabricas import cidade
from tests.financeiro import fabricas as fabricas_financeiro

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/clientes/adicionar/"
NOSSOS = ("ordem_servico",)
COM_FOCO = """() => {
    const campo = document.activeElement;
    return campo.name || (campo.id || "").replace(/^id_|-ts-control$/g, "");
}"""


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


def ir_ate(pagina: Page, campo: str) -> None:
    """Press Tab until a field of the step has the focus, by the name it is sent with; a picker by its select's."""
    vistos = []
    for _vez in range(25):
        pagina.keyboard.press("Tab")
        atual = pagina.evaluate(COM_FOCO)
        vistos.append(atual)
        if atual == campo:
            return
    raise AssertionError(f"Tab não chega a {campo}: {vistos}")


def escolher_na_lista(pagina: Page, digitar: str, opcao: str) -> None:
    """Type in the picker that has the focus and take the option with Enter."""
    pagina.keyboard.type(digitar)
    expect(pagina.locator(".ts-dropdown:visible .option", has_text=opcao).first).to_be_visible()
    pagina.keyboard.press("Enter")


def cadastro(pagina: Page, cpf: str = "52998224725", nome: str = "Maria de Souza") -> None:
    """Fill the first step with the keyboard, from the focused field on."""
    passo(pagina, "Cadastro")
    pagina.keyboard.type(cpf)
    ir_ate(pagina, "cadastro-nome")
    pagina.keyboard.type(nome)
    ir_ate(pagina, "cadastro-celular")
    pagina.keyboard.type("19998761234")
    pagina.keyboard.press("Enter")


def ate_o_servico(pagina: Page) -> None:
    """Go from the address past the service."""
    passo(pagina, "Endereço")
    pagina.keyboard.type("13010001")
    for campo, texto in (("logradouro", "Rua Nova"), ("numero", "55"), ("bairro", "Centro")):
        ir_ate(pagina, f"endereco-{campo}")
        pagina.keyboard.type(texto)
    ir_ate(pagina, "endereco-cidade")
    escolher_na_lista(pagina, "Campinas", "Campinas/SP")
    ir_ate(pagina, "endereco-referencia")
    pagina.keyboard.press("Enter")
    passo(pagina, "Serviço e venda")
    escolher_na_lista(pagina, "Fibra", "Fibra 500")
    ir_ate(pagina, "servico-valor")
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
    pagina.get_by_label("Vigência (meses)").fill("7")
    expect(pagina.get_by_text("Rascunho salvo às")).to_be_visible()
    pagina.context.close()
    # Another browser opens where this one was closed, with what was typed and not sent.
    outra = entrar(vendedora)
    outra.goto(URL)
    passo(outra, "Contrato")
    expect(outra.get_by_label("Vigência (meses)")).to_have_value("7")
    foto(outra, "c01-rascunho")
    outra.get_by_role("button", name="Voltar").click()
    passo(outra, "Serviço e venda")
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
    fabricas.cliente("Vizinho", cidade("Campinas"))
    pagina = entrar(vendedora)
    pagina.goto(URL)

    # A company with a CNPJ of letters, whose boletos go to its accountant.
    passo(pagina, "Cadastro")
    pagina.get_by_label("Pessoa Jurídica").check()
    pagina.get_by_label("CPF/CNPJ").press_sequentially("12abc34501de35")
    expect(pagina.get_by_label("CPF/CNPJ")).to_have_value("12.ABC.345/01DE-35")
    pagina.get_by_label("Nome / Razão social").fill("Padaria Nova Ltda")
    pagina.get_by_label("Nome fantasia").fill("Pão Novo")
    pagina.get_by_label("E-mail").fill("padaria@exemplo.com.br")
    pagina.get_by_role("button", name="Continuar").click()
    passo(pagina, "Endereço")
    pagina.locator("[name=endereco-cep]").press_sequentially("13010000")
    expect(pagina.get_by_label("Bairro").first).to_have_value("Centro")
    pagina.get_by_label("Número").first.fill("12")
    pagina.get_by_label("Endereço de cobrança é o mesmo").uncheck()
    pagina.locator("[name=endereco-cobranca_cep]").press_sequentially("13010000")
    expect(pagina.get_by_label("Bairro de cobrança")).to_have_value("Centro")
    pagina.get_by_label("Número de cobrança").fill("900")
    pagina.get_by_role("button", name="Continuar").click()
    passo(pagina, "Serviço e venda")
    escolher(pagina, "Plano/Serviço", "Fibra 500")
    pagina.get_by_label("Valor por mês").fill("89,90")
    pagina.get_by_label("Referência do valor").fill("desconto de abertura")
    pagina.get_by_role("button", name="Continuar").click()
    # Login and password are suggested.
    passo(pagina, "Acesso")
    login = pagina.locator("[name=acesso-login]").input_value()
    pagina.keyboard.press("Enter")
    passo(pagina, "Contrato")
    expect(pagina.locator("#previa-contrato")).to_contain_text("12.ABC.345/01DE-35")
    pagina.keyboard.press("Enter")

    # The installation fee is for who pays month by month.
    passo(pagina, "Cobrança")
    taxa = pagina.get_by_label("Taxa de instalação (R$)")
    pagina.get_by_label("Usa carnê").check()
    expect(taxa).to_be_hidden()
    pagina.get_by_label("Usa carnê").uncheck()
    taxa.fill("150,00")
    pagina.get_by_label("Vencimento da taxa").fill(hoje().isoformat())
    foto(pagina, "c01-cobranca")
    pagina.get_by_role("button", name="Continuar").click()
    passo(pagina, "Instalação")
    pagina.get_by_label("Status").select_option(label="Agendada")
    escolher(pagina, "Técnico", "Tiago Técnico")
    pagina.get_by_label("Início previsto").fill(f"{hoje():%Y-%m-%d}T14:30")
    pagina.get_by_label("Descrição").fill("Entrar pelos fundos.")
    foto(pagina, "c01-instalacao-inteira")
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina.get_by_role("button", name="Concluir venda")).to_be_focused()
    assert not Cliente.objects.filter(tipo="J").exists()
    foto(pagina, "c01-revisao-inteira")
    pagina.keyboard.press("Enter")
    expect(pagina.locator("h1")).to_contain_text("Padaria Nova Ltda")
    servico = ServicoCliente.objects.get()
    assert (servico.cliente.cpf_cnpj, servico.plano, servico.valor) == ("12ABC34501DE35", plano, Decimal("89.90"))
    assert {e.tipo: e.numero for e in servico.enderecos.all()} == {
        "instalacao": "12", "cadastral": "12", "fiscal": "12", "cobranca": "900",
    }  # fmt: skip
    assert servico.acesso.login == login
    assert servico.dados_cobranca.forma == forma
    cobrada = servico.cobrancas.get()
    assert (cobrada.tipo, cobrada.valor, cobrada.vencimento) == ("taxa_instalacao", Decimal("150.00"), hoje())
    ordem = OrdemServico.objects.get()
    assert (ordem.servico, ordem.tecnico.nome, ordem.status) == (servico, "Tiago Técnico", "agendada")
    assert (f"{localtime(ordem.inicio):%H:%M}", ordem.descricao) == ("14:30", "Entrar pelos fundos.")
