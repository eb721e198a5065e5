"""F01 in the sale: the step *Cobrança* says how the new service is billed, and charges the installation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from clientes.models import ServicoCliente
from configuracao.models import Usuario
from financeiro.models import Cobranca, DadosCobranca
from hubsoft.core import registro as casa
from hubsoft.core.datas import hoje
from tests.e2e.navegador import esperar_htmx, foto, ver_aviso
from tests.e2e.test_c01_venda import URL, ate_o_contrato, cadastro, passo, plano, vendedora
from tests.financeiro import fabricas

__all__ = ("plano", "vendedora")  # fixtures
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def so_cobranca(monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps of Clientes and this one."""
    passos = [p for p in casa.registro.todos(casa.PassoVenda) if p.chave == "cobranca"]
    monkeypatch.setitem(casa.registro._itens, casa.PassoVenda, passos)


@pytest.mark.usefixtures("so_cobranca", "plano")
def test_venda_com_taxa_de_instalacao_e_edicao_depois(
    entrar: Callable[..., Page],
    vendedora: Usuario,
) -> None:
    fabricas.forma_cobranca(descricao="Boleto Itaú", conta_dv="7")
    outra = fabricas.forma_cobranca(descricao="Boleto Sicoob", conta_dv="7")
    pagina = entrar(vendedora)
    pagina.goto(URL)
    cadastro(pagina)
    ate_o_contrato(pagina)
    pagina.get_by_role("button", name="Continuar").click()
    passo(pagina, "Cobrança")
    pagina.locator("#id_cobranca-forma + .ts-wrapper .ts-control").click()
    pagina.locator(".ts-dropdown:visible .option", has_text="Boleto Sicoob").click()
    pagina.get_by_label("Dia do vencimento").fill("15")
    pagina.get_by_label("Modalidade").select_option("antecipado")
    pagina.get_by_label("Taxa de instalação").fill("150,00")
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina.locator(".invalid-feedback", has_text="Informe quando a taxa vence.")).to_be_visible()
    vence = hoje() + dt.timedelta(days=5)
    pagina.get_by_label("Vencimento da taxa").fill(vence.isoformat())
    foto(pagina, "f01-venda-cobranca")
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina.locator("h2.card-title", has_text="Revisão")).to_be_visible()
    expect(pagina.locator("#assistente")).to_contain_text(f"R$ 150,00, vence em {vence:%d/%m/%Y}")
    foto(pagina, "f01-venda-revisao")
    pagina.get_by_role("button", name="Concluir venda").click()
    expect(pagina.locator("h1")).to_contain_text("Maria de Souza")
    servico = ServicoCliente.objects.get()
    dados = DadosCobranca.objects.get(servico=servico)
    assert (dados.forma, dados.dia_vencimento, dados.modalidade) == (outra, 15, "antecipado")
    taxa = Cobranca.objects.get()
    assert (taxa.tipo, taxa.valor, taxa.vencimento) == ("taxa_instalacao", Decimal("150.00"), vence)

    pagina.goto(f"/clientes/servicos/{servico.pk}/?aba=cobranca")
    aba = pagina.locator("#aba")
    expect(aba).to_contain_text("Taxa de instalação")
    aba.get_by_role("link", name="Editar").click()
    modal = pagina.locator("#modal")
    modal.get_by_label("Dia do vencimento").fill("32")
    modal.get_by_role("button", name="Salvar").click()
    expect(modal.locator(".invalid-feedback").first).to_be_visible()
    modal.get_by_label("Dia do vencimento").fill("25")
    modal.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Valem para as próximas faturas")
    esperar_htmx(pagina)
    expect(aba).to_contain_text("25")
    dados.refresh_from_db()
    assert dados.dia_vencimento == 25
