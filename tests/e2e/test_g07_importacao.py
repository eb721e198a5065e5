"""G07: a file of another system is sent, mapped, checked, mended, sent again and imported; then nothing comes twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.models import Cliente, ServicoCliente
from tests import fabricas as casa
from tests.clientes.fabricas import plano
from tests.e2e.navegador import TELEFONE, escolher, foto, sem_rolagem_lateral
from tests.financeiro.fabricas import forma_cobranca
from tests.importacao.fabricas import CLIENTES, SERVICOS, arquivo, linha_de_cliente

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
    expect(pagina.locator("#aba")).to_contain_text("Sampa")
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
