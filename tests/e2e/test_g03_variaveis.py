"""G03 in the browser: variables, companies, cities and holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from configuracao.consultas import calendario_da_cidade
from configuracao.models import Cidade, Empresa
from configuracao.variaveis import ler
from tests import fabricas
from tests.e2e.navegador import TELEFONE, escolher, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def test_g03_variavel_e_conferida_pelo_tipo_e_vale_na_hora(admin: Any, entrar: Callable[..., Page]) -> None:
    pagina = entrar(admin)
    pagina.goto("/configuracao/variaveis/")
    linha = pagina.get_by_role("row", name="DIAS_GUARDAR_ACESSOS")
    expect(linha).to_contain_text("365 (padrão)")
    linha.get_by_role("link", name="Editar").click()
    campo = pagina.locator("#modal").get_by_label("DIAS_GUARDAR_ACESSOS")
    campo.fill("um ano")
    pagina.locator("#modal").get_by_role("button", name="Salvar").click()
    expect(pagina.get_by_text("Informe um número inteiro")).to_be_visible()
    foto(pagina, "g03-erro", inteira=False)
    pagina.locator("#modal").get_by_label("DIAS_GUARDAR_ACESSOS").fill("90")
    pagina.locator("#modal").get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "O novo valor já está valendo")
    expect(pagina.get_by_role("row", name="DIAS_GUARDAR_ACESSOS")).to_contain_text("90")
    assert ler("DIAS_GUARDAR_ACESSOS") == 90
    foto(pagina, "g03-variaveis")


def test_g03_empresa_cidade_e_feriado(admin: Any, entrar: Callable[..., Page]) -> None:
    pagina = entrar(admin)
    pagina.goto("/configuracao/cidades/")
    pagina.get_by_role("link", name="Nova cidade").first.click()
    modal = pagina.locator("#modal")
    modal.get_by_label("Nome").fill("Uberlândia")
    escolher(modal, "UF", "MG")
    modal.get_by_label("Código IBGE").fill("3509502")
    modal.get_by_role("button", name="Salvar").click()
    expect(modal.get_by_text("O código 3509502 é de SP, não de MG")).to_be_visible()
    modal.get_by_label("Código IBGE").fill("3170206")
    modal.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Cidade Uberlândia/MG salva")
    expect(pagina.get_by_role("row", name="Uberlândia")).to_be_visible()

    pagina.goto("/configuracao/feriados/")
    pagina.get_by_role("link", name="Novo feriado").first.click()
    modal.get_by_label("Data").fill("2026-08-31")
    modal.get_by_label("Nome").fill("Aniversário da cidade")
    escolher(modal, "Cidade", "Uberlândia", digitar="uberlandia")
    modal.get_by_label("repete todo ano", exact=False).check()
    modal.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Aniversário da cidade")
    assert calendario_da_cidade(Cidade.objects.get()).feriado(dt.date(2027, 8, 31)) == "Aniversário da cidade"
    pagina.get_by_role("link", name="Ver o calendário").click()
    escolher(pagina, "Cidade", "Uberlândia", digitar="uberlandia")
    pagina.get_by_label("Ano").fill("2027")
    pagina.get_by_role("button", name="Ver", exact=True).click()
    expect(pagina.get_by_role("row", name="Aniversário da cidade")).to_contain_text("31/08/2027")
    expect(pagina.get_by_role("row", name="Tiradentes")).to_contain_text("Nacional")
    foto(pagina, "g03-calendario")
    pagina.set_viewport_size({"width": 390, "height": 844})
    sem_rolagem_lateral(pagina)
    # Nor does it scroll inside its card: each holiday is a card of its own.
    caixa = pagina.locator(".table-responsive")
    assert caixa.evaluate("c => c.scrollWidth <= c.clientWidth")
    foto(pagina, "g03-calendario")
    pagina.set_viewport_size({"width": 1440, "height": 900})

    pagina.goto("/configuracao/empresas/adicionar/")
    pagina.get_by_label("Razão social").fill("Provedor do Cerrado Ltda")
    pagina.get_by_label("CNPJ").press_sequentially("12abc34501de36")
    pagina.get_by_label("CEP").press_sequentially("38400100")
    pagina.get_by_label("Logradouro").fill("Avenida Afonso Pena")
    pagina.get_by_label("Número").fill("100")
    pagina.get_by_label("Bairro").fill("Centro")
    escolher(pagina, "Cidade", "Uberlândia", digitar="uber")
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.get_by_text("os dígitos verificadores não conferem")).to_be_visible()
    foto(pagina, "g03-empresa-erro")
    pagina.get_by_label("CNPJ").fill("")
    pagina.get_by_label("CNPJ").press_sequentially("12abc34501de35")
    expect(pagina.get_by_label("CNPJ")).to_have_value("12.ABC.345/01DE-35")
    pagina.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "salva")
    expect(pagina.get_by_text("12.ABC.345/01DE-35")).to_be_visible()
    empresa = Empresa.objects.get()
    assert (empresa.cnpj, empresa.cep, str(empresa.cidade)) == ("12ABC34501DE35", "38400100", "Uberlândia/MG")
    foto(pagina, "g03-empresas")

    # A city in use stays.
    pagina.goto("/configuracao/cidades/")
    pagina.get_by_role("link", name="Excluir Uberlândia/MG").click()
    modal.get_by_role("button", name="Excluir").click()
    expect(modal.get_by_text("há outros registros ligados a este")).to_be_visible()
    assert Cidade.objects.exists()


def test_g03_grupos_origens_e_tipos(admin: Any, entrar: Callable[..., Page]) -> None:
    pagina = entrar(admin)
    modal = pagina.locator("#modal")
    for url in (
        "/clientes/grupos/",
        "/clientes/origens/",
        "/clientes/grupos-de-planos/",
        "/clientes/motivos-de-cancelamento/",
        "/atendimento/tipos-de-os/",
    ):
        pagina.goto(url)
        pagina.locator(".js-novo").first.click()
        modal.get_by_label("Nome").fill("Primeiro")
        pagina.keyboard.press("Enter")
        linha = pagina.get_by_role("row", name="Primeiro")
        expect(linha).to_be_visible()
        linha.get_by_role("link", name="Editar").click()
        expect(modal.get_by_label("Nome")).to_have_value("Primeiro")
        modal.get_by_label("Nome").fill("Segundo")
        modal.get_by_role("button", name="Salvar").click()
        expect(pagina.get_by_role("row", name="Segundo")).to_be_visible()


@pytest.mark.parametrize("largura", [TELEFONE])
def test_g03_telas_cabem_no_telefone(admin: Any, entrar: Callable[..., Page], largura: int) -> None:
    fabricas.empresa()
    pagina = entrar(admin, largura)
    for nome in ("variaveis", "empresas", "cidades", "feriados"):
        pagina.goto(f"/configuracao/{nome}/")
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        foto(pagina, f"g03-{nome}")
