"""A real month, whole: sold in the browser, connected through FreeRADIUS, billed, sent to the bank, one pays and one
does not, the routine blocks the second, the bank's file brings his money and the connection comes back.

PostgreSQL, Redis, Celery, FreeRADIUS and Chromium are real; the bank and the concentrador are strict stand-ins.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from clientes.estados import Status
from clientes.models import Cliente, ServicoCliente
from configuracao.models import Usuario
from demonstracao.servidores import FreeRadius
from financeiro.models import Fatura, Recibo, Remessa
from rede.models import ComandoCoa, SenhaAcesso
from tests.clientes import fabricas as de_clientes
from tests.e2e.navegador import escolher, esperar_htmx, foto, ver_aviso
from tests.e2e.rede_comum import RoteadorDoCliente, cadastrar_nas
from tests.fabricas import SENHA, cidade
from tests.financeiro import fabricas as de_financeiro
from tests.financeiro.banco import itau
from tests.servicos import esperar_ate
from tests.standins.banco import Liquidacao
from tests.standins.nas import DISCONNECT_REQUEST, NasDeMentira

pytestmark = pytest.mark.django_db(transaction=True)

VENDA, FATURAMENTO = "2027-03-01 09:00", "2027-04-01 08:00"
VENCIMENTO = dt.date(2027, 4, 12)
DEPOIS_DO_VENCIMENTO, SUSPENSAO, PAGAMENTO = "2027-04-13 09:00", "2027-04-27 07:00", "2027-04-29 10:00"


@pytest.fixture
def provedor(db: None) -> Any:
    """What the provider has registered before the first sale; the bank keeps its account."""
    cidade("Campinas")
    Usuario.objects.create_superuser("alice", SENHA, nome="Alice Admin", vendedor=True)
    modelo = de_clientes.modelo_contrato(nome="Adesão", texto="Contrato de [[CLIENTE_NOME]].")
    de_clientes.plano(nome="Fibra 500", valor=Decimal("100.00"), pool="clientes", modelo_contrato=modelo)
    forma, banco = itau(descricao="Itaú boletos", pix_chave="financeiro@provedor.com.br", dias_suspensao_total=15)
    de_financeiro.caixa(empresa=forma.empresa)
    return banco


def entrar_pela_porta(nova_pagina: Callable[..., Page]) -> Page:
    """Sign in by the form: the session of the day before is over."""
    pagina = nova_pagina()
    pagina.goto("/")
    pagina.get_by_label("Login").fill("alice")
    pagina.get_by_label("Senha").first.fill(SENHA)
    pagina.get_by_role("button", name="Entrar").click()
    expect(pagina.get_by_role("heading", name="Alice")).to_be_visible()
    return pagina


def avancar(pagina: Page, passo: str) -> None:
    """Wait for a step of the wizard, then go on."""
    expect(pagina.locator("h2.card-title", has_text=passo)).to_be_visible()
    pagina.get_by_role("button", name="Continuar").click()


def vender(pagina: Page, nome: str, cpf: str) -> ServicoCliente:
    """Sell the plan to a new client and enable the service."""
    pagina.goto("/clientes/adicionar/")
    pagina.get_by_label("CPF/CNPJ").fill(cpf)
    pagina.get_by_label("Nome / Razão social").fill(nome)
    pagina.get_by_label("Celular").fill("19998761234")
    avancar(pagina, "Cadastro")
    expect(pagina.locator("h2.card-title", has_text="Endereço")).to_be_visible()
    pagina.get_by_label("CEP", exact=False).first.press_sequentially("13010001")
    pagina.get_by_label("Rua").first.fill("Rua Nova")
    pagina.get_by_label("Número").first.fill("55")
    pagina.get_by_label("Bairro").first.fill("Centro")
    pagina.get_by_label("Bairro").first.press("Tab")
    pagina.keyboard.type("Campinas")
    pagina.locator(".ts-dropdown:visible .option", has_text="Campinas/SP").first.click()
    avancar(pagina, "Endereço")
    expect(pagina.locator("h2.card-title", has_text="Serviço e venda")).to_be_visible()
    pagina.keyboard.type("Fibra")
    pagina.locator(".ts-dropdown:visible .option", has_text="Fibra 500").first.click()
    avancar(pagina, "Serviço e venda")
    avancar(pagina, "Acesso")
    avancar(pagina, "Contrato")
    expect(pagina.locator("h2.card-title", has_text="Cobrança")).to_be_visible()
    pagina.get_by_label("Dia do vencimento").fill(str(VENCIMENTO.day))
    avancar(pagina, "Cobrança")
    expect(pagina.locator("h2.card-title", has_text="Instalação")).to_be_visible()
    pagina.get_by_label("Abrir ordem de serviço").uncheck()
    avancar(pagina, "Instalação")
    pagina.get_by_role("button", name="Concluir venda").click()
    expect(pagina.locator("h1")).to_contain_text(nome)
    cartao = pagina.locator("article", has_text="Fibra 500")
    expect(cartao).to_contain_text("Aguardando instalação")
    cartao.get_by_role("button", name="Ações de").click()
    cartao.locator(".dropdown-menu.show").get_by_text("Habilitar", exact=True).click()
    pagina.locator("#modal").get_by_role("button", name="Habilitar").click()
    expect(cartao).to_contain_text("Serviço habilitado")
    return ServicoCliente.objects.get(cliente__nome=nome)


def roteador_de(servico: ServicoCliente, servidor: FreeRadius, nas: NasDeMentira, n: int) -> RoteadorDoCliente:
    """Return the client's router, with the login and password that the sale gave."""
    acesso = servico.acesso
    senha = SenhaAcesso.objects.get(acesso=acesso).senha
    return RoteadorDoCliente(servidor, nas, acesso, senha, f"AA:00:00:00:00:0{n}", f"100.64.0.{n}")


def faturar(pagina: Page) -> None:
    """Run the month of March from the preview to the faturas."""
    pagina.goto("/financeiro/faturamento/")
    pagina.get_by_role("link", name="Novo faturamento").first.click()
    pagina.get_by_label("Competência").fill("2027-03")
    pagina.get_by_role("button", name="Verificar").click()
    expect(pagina.get_by_text("R$ 200,00").first).to_be_visible(timeout=30_000)
    foto(pagina, "primeiro-mes-previa")
    assert not Fatura.objects.exists()
    pagina.get_by_role("link", name="Gerar faturamento").click()
    pagina.locator("#modal").get_by_role("button", name="Gerar faturamento").click()
    esperar_ate(lambda: Fatura.objects.count() == 2, 30, "o faturamento")
    expect(pagina.get_by_text("Faturas geradas")).to_be_visible(timeout=30_000)
    foto(pagina, "primeiro-mes-faturamento")


def enviar_remessa(pagina: Page) -> bytes:
    """Make the file of the forma and download it."""
    pagina.goto("/financeiro/remessas/")
    pagina.get_by_role("link", name="Gerar remessa").first.click()
    pagina.get_by_role("link", name="Conferir 2 títulos").click()
    pagina.get_by_role("button", name="Gerar arquivo").click()
    expect(pagina.locator("h1")).to_contain_text("Remessa 1")
    with pagina.expect_download() as baixa:
        pagina.get_by_role("link", name="Baixar arquivo").click()
    conteudo = baixa.value.path().read_bytes()
    assert bytes(Remessa.objects.get().conteudo) == conteudo
    return conteudo


def aplicar_retorno(pagina: Page, conteudo: bytes, nome: str, recibos: int) -> None:
    """Upload the bank's file, look at it and apply it."""
    pagina.goto("/financeiro/retornos/")
    pagina.get_by_role("link", name="Enviar retorno").first.click()
    arquivo = {"name": nome, "mimeType": "text/plain", "buffer": conteudo}
    pagina.get_by_label("Arquivo de retorno").set_input_files([arquivo])
    # The only one that this person may receive in comes chosen.
    expect(pagina.locator("#div_id_caixa .ts-control .item")).to_contain_text("Caixa")
    pagina.get_by_role("button", name="Enviar").click()
    ver_aviso(pagina, "Arquivo lido")
    pagina.get_by_role("link", name="Aplicar").click()
    pagina.locator("#modal").get_by_role("button", name="Aplicar").click()
    esperar_ate(lambda: Recibo.objects.count() == recibos, 30, "o retorno")


def suspender_pela_rotina(pagina: Page) -> None:
    """Make the routine and run it now."""
    pagina.goto("/configuracao/rotinas/adicionar/")
    pagina.get_by_label("Descrição").fill("Suspensão da manhã")
    escolher(pagina, "Tarefa", "Habilitação/suspensão")
    pagina.get_by_label("Hora").fill("8")
    pagina.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Suspensão da manhã salva")
    pagina.get_by_role("link", name="Executar agora").click()
    pagina.locator("#modal").get_by_role("button", name="Executar").click()
    expect(pagina.get_by_text("1 suspenso, 0 restaurados, 0 deixados de fora.").first).to_be_visible(timeout=30_000)


def ver_abas(pagina: Page, servico: ServicoCliente, aba: str, *textos: str) -> None:
    """Check that a tab of the service's page says what happened."""
    pagina.goto(f"/clientes/servicos/{servico.pk}/?aba={aba}")
    for texto in textos:
        expect(pagina.locator("#aba")).to_contain_text(texto)
    foto(pagina, f"primeiro-mes-{aba}")


def test_primeiro_mes(
    provedor: Any, nova_pagina: Callable[..., Page], freeradius: FreeRadius, no_dia: Callable[..., Any]
) -> None:
    with NasDeMentira("127.0.0.69", "segredo-do-nas-69") as nas:
        with no_dia(VENDA):
            cadastrar_nas(nas)
            pagina = entrar_pela_porta(nova_pagina)
            ana = vender(pagina, "Ana Paga em Dia", "52998224725")
            bruno = vender(pagina, "Bruno Esquece", "11144477735")
            casa_da_ana = roteador_de(ana, freeradius, nas, 1)
            casa_do_bruno = roteador_de(bruno, freeradius, nas, 2)
            nas.ao_derrubar = casa_do_bruno.cair
            assert casa_da_ana.discar().atributos["Framed-Pool"] == "clientes"
            antes = casa_do_bruno.discar()
            assert antes.atributos["Framed-Pool"] == "clientes"
            assert antes.atributos["Mikrotik-Rate-Limit"].startswith("250000k/500000k")
            pagina.goto(f"/clientes/{bruno.cliente_id}/?aba=conexao")
            expect(pagina.locator("#aba").get_by_text("Online").first).to_be_visible()
            foto(pagina, "primeiro-mes-cliente")

        with no_dia(FATURAMENTO):
            pagina = entrar_pela_porta(nova_pagina)
            faturar(pagina)
            faturas = {f.cliente_id: f for f in Fatura.objects.all()}
            assert {(f.valor, f.vencimento) for f in faturas.values()} == {(Decimal("100.00"), VENCIMENTO)}
            da_ana, do_bruno = faturas[ana.cliente_id], faturas[bruno.cliente_id]
            pdf = pagina.request.get(f"/financeiro/faturas/{da_ana.pk}/boleto/").body()
            texto = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
            assert da_ana.linha_digitavel in texto
            assert "Ana Paga em Dia" in texto
            recebimento = provedor.receber_remessa(enviar_remessa(pagina))
            assert len(recebimento.entradas) == 2
            assert recebimento.rejeitados == {}

        with no_dia(DEPOIS_DO_VENCIMENTO):
            pagina = entrar_pela_porta(nova_pagina)
            paga = Liquidacao(da_ana.nosso_numero, Decimal("100.00"), VENCIMENTO, dt.date(2027, 4, 13))
            conteudo = provedor.gerar_retorno(dt.date(2027, 4, 13), liquidacoes=[paga])
            aplicar_retorno(pagina, conteudo, "CB130401.RET", 1)
            da_ana.refresh_from_db()
            do_bruno.refresh_from_db()
            assert (da_ana.status, do_bruno.status) == (Fatura.Status.PAGA, Fatura.Status.ABERTA)
            assert do_bruno.registro == Fatura.Registro.CONFIRMADA

        with no_dia(SUSPENSAO):
            pagina = entrar_pela_porta(nova_pagina)
            suspender_pela_rotina(pagina)
            bruno.refresh_from_db()
            ana.refresh_from_db()
            assert (bruno.status, ana.status) == (Status.SUSPENSO_DEBITO, Status.HABILITADO)
            esperar_ate(lambda: len(nas.sessoes) == 1, 20, "a queda da sessão")
            assert [p.codigo for p in nas.pedidos] == [DISCONNECT_REQUEST]
            assert nas.descartados == []
            durante = casa_do_bruno.discar()
            assert durante.aceito
            assert durante.atributos["Framed-Pool"] == "suspensao-total"
            pagina.goto(f"/financeiro/suspensao/?busca={bruno.cliente.nome}")
            pagina.goto(f"/clientes/{bruno.cliente_id}/")
            expect(pagina.locator("article")).to_contain_text("Suspenso por débito")
            foto(pagina, "primeiro-mes-suspenso")

        with no_dia(PAGAMENTO):
            pagina = entrar_pela_porta(nova_pagina)
            # Sixteen days late: fine of 2 % and interest of 1 % a month on R$ 100,00.
            tarde = Liquidacao(
                do_bruno.nosso_numero,
                Decimal("102.53"),
                dt.date(2027, 4, 28),
                dt.date(2027, 4, 29),
                juros=Decimal("2.53"),
            )
            aplicar_retorno(
                pagina, provedor.gerar_retorno(dt.date(2027, 4, 29), liquidacoes=[tarde]), "CB290401.RET", 2
            )
            bruno.refresh_from_db()
            assert bruno.status == Status.HABILITADO
            assert Recibo.objects.get(cliente=bruno.cliente).valor == Decimal("102.53")
            esperar_ate(lambda: len(nas.pedidos) == 2, 20, "a queda da sessão suspensa")
            depois = casa_do_bruno.discar()
            assert depois.atributos["Framed-Pool"] == "clientes"
            assert "Mikrotik-Address-List" not in depois.atributos
            esperar_ate(
                lambda: ComandoCoa.objects.filter(estado=ComandoCoa.Estado.CONFIRMADO).count() == 2, 10, "o registro"
            )
            ver_abas(
                pagina,
                bruno,
                "historicos",
                "de Serviço habilitado para Suspenso por débito. Motivo: R$ 100,00 em aberto há 15 dias",
                "de Suspenso por débito para Serviço habilitado. Motivo: Pagamento recebido",
            )
            ver_abas(pagina, bruno, "podcoa", "Confirmado")
            pagina.goto(f"/clientes/{bruno.cliente_id}/?aba=recibos")
            expect(pagina.locator("#aba")).to_contain_text("102,53")
            esperar_htmx(pagina)
            assert Cliente.objects.count() == 2
