"""G07: a file of another system is sent, mapped, checked, mended, sent again and imported; then nothing comes twice."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from clientes.models import Cliente, ServicoCliente
from financeiro.models import Fatura
from tests import fabricas as casa
from tests.clientes.fabricas import plano
from tests.e2e.navegador import TELEFONE, escolher, foto, sem_rolagem_lateral
from tests.financeiro.fabricas import forma_cobranca
from tests.importacao.fabricas import CLIENTES, FATURAS, SERVICOS, arquivo, linha_de_cliente

pytestmark = pytest.mark.django_db(transaction=True)


def enviar(pagina: Page, tipo: str, conteudo: bytes, nome: str) -> None:
    pagina.goto("/importacao/enviar/")
    pagina.get_by_label("O que o arquivo traz").select_option(label=tipo)
    pagina.get_by_label("Sistema de origem").fill("MK-Auth")
    pagina.get_by_label("Arquivo CSV ou XLSX").set_input_files(
        {"name": nome, "mimeType": "text/csv", "buffer": conteudo}
    )
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Enviar").click()


def planilha(cabecalho: Any, linhas: Any) -> bytes:
    """Return a workbook with one sheet."""
    memoria = io.BytesIO()
    livro = xlsxwriter.Workbook(memoria, {"in_memory": True})
    folha = livro.add_worksheet()
    for n, linha in enumerate([cabecalho, *linhas]):
        folha.write_row(n, 0, linha)
    livro.close()
    return memoria.getvalue()


def continuar(pagina: Page) -> None:
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Continuar").click()


def conferir(pagina: Page) -> None:
    pagina.get_by_role("button", name="Conferir").click()
    expect(pagina.get_by_text("Nada foi gravado ainda").last).to_be_visible()


def importar(pagina: Page) -> None:
    pagina.get_by_role("link", name="Importar", exact=True).click()
    pagina.locator("#modal").get_by_role("button", name="Importar").click()
    expect(pagina.get_by_text("Importado em")).to_be_visible()


def numero(pagina: Page, rotulo: str) -> Any:
    return pagina.locator(".numeros > div").filter(has_text=re.compile(f"^{rotulo}")).locator(".numero")


def test_g07_importacao(admin: Any, entrar: Callable[..., Page], trabalhador: Any) -> None:
    casa.cidade()
    ultra = plano(nome="Fibra 500")
    forma_cobranca(descricao="Itaú")
    pagina = entrar(admin)
    pagina.goto("/importacao/")
    foto(pagina, "g07-1-lista")
    ruim = [linha_de_cliente(1), linha_de_cliente(2, cpf="123"), linha_de_cliente(3, cidade="Sampa")]
    enviar(pagina, "Clientes", arquivo(CLIENTES, ruim, codificacao="cp1252"), "clientes.csv")
    expect(pagina.get_by_text("CSV, Windows-1252, separado por ponto e vírgula")).to_be_visible()
    sem_rolagem_lateral(pagina)
    foto(pagina, "g07-2-colunas")
    pagina.get_by_label("Salvar este mapa como").fill("MK clientes")
    continuar(pagina)
    foto(pagina, "g07-3-valores")
    continuar(pagina)
    conferir(pagina)
    expect(numero(pagina, "Novas")).to_have_text("1")
    expect(numero(pagina, "Com erro")).to_have_text("2")
    expect(pagina.locator("#aba")).to_contain_text("CPF")
    # The line of the file, the column by its name there, what was in it and what is wrong.
    celulas = pagina.locator("#aba tbody tr").filter(has_text="Sampa").get_by_role("cell")
    for n, texto in enumerate(("4", "cidade", "Sampa")):
        expect(celulas.nth(n)).to_have_text(texto)
    foto(pagina, "g07-4-erros")
    assert not Cliente.objects.exists()
    importar(pagina)
    assert Cliente.objects.count() == 1
    with pagina.expect_download() as baixado:
        pagina.get_by_role("link", name="Baixar linhas com erro").click()
    assert "dígito" in baixado.value.path().read_text()
    # Mended, with the city said once in Valores; the mapping is known.
    mendado = [linha_de_cliente(1), linha_de_cliente(2), linha_de_cliente(3, cidade="Sampa")]
    enviar(pagina, "Clientes", arquivo(CLIENTES, mendado), "clientes-2.csv")
    continuar(pagina)
    escolher(pagina, "Sampa", "Campinas/SP") if pagina.locator(".ts-control").count() else pagina.get_by_label(
        "Sampa"
    ).select_option(label="Campinas/SP")
    continuar(pagina)
    conferir(pagina)
    expect(numero(pagina, "Novas")).to_have_text("2")
    expect(numero(pagina, "Sem mudança")).to_have_text("1")
    importar(pagina)
    assert Cliente.objects.count() == 3
    pagina.get_by_role("button", name="Conferir").click()
    expect(numero(pagina, "Sem mudança")).to_have_text("3")
    # The services, on a phone.
    telefone = entrar(admin, largura=TELEFONE)
    linhas = [["s1", "1", "Fibra 500", "", "Ativo", "ana.lima", "", "Itaú", "10"]]
    enviar(telefone, "Serviços", arquivo(SERVICOS, linhas), "servicos.csv")
    sem_rolagem_lateral(telefone)
    foto(telefone, "g07-5-colunas")
    continuar(telefone)
    continuar(telefone)
    conferir(telefone)
    importar(telefone)
    sem_rolagem_lateral(telefone)
    foto(telefone, "g07-6-importado")
    servico = ServicoCliente.objects.get()
    assert (servico.plano, servico.acesso.login) == (ultra, "ana.lima")
    pagina.goto("/importacao/mapas/")
    expect(pagina.get_by_text("MK clientes")).to_be_visible()
    # Taken back: who has a service stays, and why is told.
    pagina.goto("/importacao/")
    pagina.get_by_role("link", name="clientes-2.csv").click()
    pagina.get_by_role("link", name="Desfazer importação").click()
    foto(pagina, "g07-7-desfazer", inteira=False)
    pagina.locator("#modal").get_by_role("button", name="Desfazer").click()
    expect(pagina.get_by_text("Importação desfeita em")).to_be_visible()
    assert list(Cliente.objects.all()) == [servico.cliente]
    pagina.goto("/importacao/")
    pagina.get_by_role("link", name="clientes.csv").click()
    pagina.get_by_role("link", name="Desfazer importação").click()
    pagina.locator("#modal").get_by_role("button", name="Desfazer").click()
    expect(pagina.get_by_text("1 ficou, porque foi usada depois")).to_be_visible()
    foto(pagina, "g07-8-desfeita")
    pagina.get_by_role("link", name="Ver o processo e o que ficou").click()
    expect(pagina.get_by_text("Em uso: serviço.")).to_be_visible()
    # The open faturas, from a spreadsheet; what is wrong in one does not hold the other.
    linhas = [
        ["f1", "1", "s1", "99,90", "10/12/2026", "01/12/2026", "Itaú", ""],
        ["f2", "1", "s1", "99,90", "31/02/2027", "01/01/2027", "Itaú", ""],
    ]
    enviar(pagina, "Faturas em aberto", planilha(FATURAS, linhas), "faturas.xlsx")
    expect(pagina.get_by_text("XLSX").first).to_be_visible()
    continuar(pagina)
    continuar(pagina)
    conferir(pagina)
    errada = pagina.locator("#aba tbody tr").get_by_role("cell")
    for n, texto in enumerate(("3", "vencimento", "31/02/2027")):
        expect(errada.nth(n)).to_have_text(texto)
    importar(pagina)
    fatura = Fatura.objects.get()
    assert (fatura.cliente, fatura.valor, fatura.status) == (servico.cliente, Decimal("99.90"), "aberta")
    foto(pagina, "g07-9-faturas")
