"""C02: the client dashboard: header, tabs that load on their own, cadastro edited in the modal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.acoes import NovoContrato, contratar
from clientes.estados import Status
from hubsoft.core.datas import hoje
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cliente(db: None) -> Any:
    cliente = fabricas.cliente("Padaria São José Ltda", tipo="J", cpf_cnpj="11222333000181", nome_fantasia="Pão Quente")
    servico = fabricas.servico(cliente, plano=fabricas.plano(nome="Fibra 500 Empresarial"))
    fabricas.servico(cliente, Status.SUSPENSO_DEBITO, plano=fabricas.plano(nome="Câmeras"))
    modelo = fabricas.modelo_contrato(nome="Adesão", texto="Contrato de [[CLIENTE_NOME]].\n\nFim.")
    contratar(servico, NovoContrato(modelo, hoje(), 12))
    OrdemServico.objects.create(servico=servico, tipo=TipoOrdemServico.objects.create(nome="Instalação"))
    return cliente


def aba(pagina: Page, nome: str) -> Any:
    pagina.get_by_role("tab", name=nome).click()
    esperar_htmx(pagina)
    return pagina.locator("#aba")


def test_painel_mostra_e_carrega_cada_aba(entrar: Callable[..., Page], admin: Any, cliente: Any) -> None:
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{cliente.pk}/")
    cabecalho = pagina.locator("#detalhe-cabecalho")
    expect(cabecalho).to_contain_text("Padaria São José Ltda")
    expect(cabecalho).to_contain_text("11.222.333/0001-81")
    expect(cabecalho).to_contain_text("(19) 99999-0000")
    expect(cabecalho.locator(".numero").nth(0)).to_have_text("2")
    expect(cabecalho.locator(".numero").nth(1)).to_have_text("1")
    expect(pagina.locator("article", has_text="Câmeras")).to_contain_text("Suspenso por débito")
    esperar_htmx(pagina)
    foto(pagina, "c02-servicos")
    expect(aba(pagina, "Contratos")).to_contain_text("Adesão")
    expect(aba(pagina, "Ordens de serviço")).to_contain_text("Instalação")
    # What this client has none of says so, each tab by a request of its own.
    for nome, texto in (
        ("Financeiro", "Nada em aberto"),
        ("Extrato", "Nada foi cobrado nem recebido"),
        ("Recibos", "ainda não tem recibos"),
        ("Equipamentos", "Nenhum equipamento"),
        ("Anexos", "Nenhum anexo"),
    ):
        expect(aba(pagina, nome)).to_contain_text(texto)
    expect(aba(pagina, "Históricos")).to_contain_text("Cliente cadastrado.")
    foto(pagina, "c02-historicos")
    expect(aba(pagina, "Cadastro")).to_contain_text("Pão Quente")
    foto(pagina, "c02-cadastro")
    # The address names the tab: it opens again from there.
    pagina.reload()
    expect(pagina.locator("#aba")).to_contain_text("Pão Quente")


def test_cadastro_e_contatos_no_modal(entrar: Callable[..., Page], admin: Any, cliente: Any) -> None:
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{cliente.pk}/?aba=cadastro")
    esperar_htmx(pagina)
    pagina.get_by_role("link", name="Editar cadastro").click()
    janela = pagina.locator("#modal")
    janela.get_by_label("CPF/CNPJ").fill("11.222.333/0001-82")
    # Said while it is typed, and again by the server.
    expect(janela.locator(".invalid-feedback")).to_contain_text("dígitos verificadores")
    janela.get_by_role("button", name="Salvar").click()
    expect(janela.get_by_role("alert").filter(has_text="Nada foi salvo")).to_be_visible()
    expect(janela.locator(".invalid-feedback")).to_contain_text("dígitos verificadores")
    janela.get_by_label("CPF/CNPJ").fill("11.222.333/0001-81")
    janela.get_by_label("Nome fantasia").fill("Pão Quentinho")
    foto(pagina, "c02-editar", inteira=False)
    janela.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "salvo")
    expect(pagina.locator("#aba")).to_contain_text("Pão Quentinho")
    pagina.get_by_role("link", name="Adicionar contato").click()
    janela.get_by_label("Tipo").select_option("email")
    janela.get_by_label("Telefone ou e-mail").fill("padaria@exemplo.com.br")
    janela.get_by_role("button", name="Salvar").click()
    expect(pagina.locator("#aba")).to_contain_text("padaria@exemplo.com.br")
    pagina.get_by_role("link", name="Remover contato padaria@exemplo.com.br").click()
    janela.get_by_role("button", name="Excluir").click()
    expect(pagina.locator("#aba")).not_to_contain_text("padaria@exemplo.com.br")
    pagina.get_by_role("link", name="Editar endereço").click()
    janela.get_by_label("Número").fill("999")
    janela.get_by_role("button", name="Salvar").click()
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("Rua Conceição, 999")
    expect(aba(pagina, "Históricos")).to_contain_text("número de 10 para 999")


def test_inativar_com_servico_e_recusado_com_o_motivo(entrar: Callable[..., Page], admin: Any, cliente: Any) -> None:
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{cliente.pk}/")
    pagina.get_by_role("link", name="Inativar").click()
    janela = pagina.locator("#modal")
    janela.get_by_label("Motivo").fill("Mudou de cidade")
    janela.get_by_role("button", name="Inativar").click()
    expect(janela).to_contain_text("2 serviços não cancelados")


def test_painel_no_telefone(entrar: Callable[..., Page], admin: Any, cliente: Any) -> None:
    pagina = entrar(admin, TELEFONE)
    servico = cliente.servicos.first()
    for nome, endereco in {
        "painel": f"/clientes/{cliente.pk}/",
        "cadastro": f"/clientes/{cliente.pk}/?aba=cadastro",
        "historico": f"/clientes/{cliente.pk}/?aba=historicos",
        "ordens": f"/clientes/{cliente.pk}/?aba=ordens-de-servico",
        "servico": f"/clientes/servicos/{servico.pk}/",
        "contrato": f"/clientes/contratos/{servico.contratos.get().pk}/",
        "lista": "/clientes/",
        "planos": "/clientes/planos/",
        "plano": f"/clientes/planos/{servico.plano_id}/",
        "plano-editar": f"/clientes/planos/{servico.plano_id}/editar/",
        "os": "/atendimento/ordens/",
    }.items():
        pagina.goto(endereco)
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        foto(pagina, f"c02-{nome}")


def test_paineis_do_inicio(entrar: Callable[..., Page], admin: Any, cliente: Any) -> None:
    pagina = entrar(admin)
    pagina.goto("/")
    esperar_htmx(pagina)
    vendas = pagina.get_by_label("Novas vendas")
    expect(vendas.locator(".numero").first).to_have_text("2")
    expect(vendas.locator("canvas")).to_be_visible()
    expect(pagina.get_by_label("Serviços suspensos").locator(".numero")).to_have_text("1")
    expect(pagina.get_by_label("Serviços por status").locator("canvas")).to_be_visible()
    foto(pagina, "c02-inicio")
