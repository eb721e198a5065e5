"""C25: who asks for a service is put on the map, told whether the network reaches them, and becomes a client."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.models import Cliente, Prospecto
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, escolher, foto, sem_rolagem_lateral, ver_aviso
from tests.e2e.test_c01_venda import passo
from tests.fabricas import cidade
from tests.financeiro.fabricas import forma_cobranca
from tests.rede import fabricas as da_rede

pytestmark = pytest.mark.django_db(transaction=True)


def test_do_pedido_a_venda(entrar: Callable[..., Page], admin: Any) -> None:
    lugar = {"latitude": Decimal("-22.905600"), "longitude": Decimal("-47.060800")}
    da_rede.pop(nome="POP Centro", alcance=2000, **lugar)
    fabricas.plano(nome="Fibra 500")
    forma_cobranca()
    vizinho = fabricas.cliente("Vizinho", cidade("Campinas"))
    vizinho.enderecos.update(cep="13012150", logradouro="Rua Barão", bairro="Cambuí", **lugar)
    pagina = entrar(admin)
    pagina.goto("/")
    pagina.get_by_role("button", name="Clientes").click()
    pagina.locator("#menu-casa").get_by_role("link", name="Prospectos").click()
    expect(pagina.get_by_text("Nenhum prospecto.")).to_be_visible()
    pagina.get_by_role("link", name="Adicionar prospecto").first.click()

    # The CEP fills street, bairro and city; a way to answer is asked for.
    pagina.get_by_label("Nome*").fill("Rosa Prado")
    pagina.get_by_label("CEP").fill("13012150")
    pagina.keyboard.press("Tab")
    expect(pagina.get_by_label("Rua*")).to_have_value("Rua Barão")
    pagina.get_by_label("Número").fill("77")
    pagina.get_by_role("button", name="Salvar e verificar").click()
    expect(pagina.get_by_text("Informe um telefone ou um e-mail")).to_be_visible()
    pagina.get_by_label("Telefone").fill("19990001111")

    # Far away by a click on the map's edge, then where she really lives.
    pagina.get_by_label("Latitude").fill("-22.9900, -47.0608")
    expect(pagina.locator(".mapa-marca")).to_be_visible()
    foto(pagina, "c25-formulario")
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Salvar e verificar").click()
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("O mais próximo, POP Centro, está a 9,4 km")
    foto(pagina, "c25-inviavel")
    pagina.get_by_role("link", name="Editar").click()
    pagina.get_by_label("Latitude").fill("")
    pagina.get_by_label("Longitude").fill("")
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Salvar e verificar").click()
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("POP Centro atende, a 0 m. O lugar é o de um vizinho")

    # Into a sale: what is known is there; the client is born at the end of it.
    pagina.get_by_role("link", name="Transformar em cliente").click()
    pagina.locator("#modal").get_by_role("button", name="Abrir a venda").click()
    expect(pagina.get_by_label("Nome / Razão social*")).to_have_value("Rosa Prado")
    expect(pagina.get_by_label("Celular")).to_have_value("(19) 99000-1111")
    expect(pagina.locator(".invalid-feedback")).to_have_count(0)
    pagina.get_by_label("CPF/CNPJ*").fill("52998224725")
    pagina.get_by_role("button", name="Continuar").click()
    expect(pagina.get_by_label("Rua*")).to_have_value("Rua Barão")
    expect(pagina.get_by_label("Número*")).to_have_value("77")
    assert not Cliente.objects.filter(nome="Rosa Prado").exists()
    assert Prospecto.objects.get().situacao == "viavel"
    continuar = pagina.get_by_role("button", name="Continuar")
    continuar.click()
    passo(pagina, "Serviço e venda")
    escolher(pagina, "Plano/Serviço", "Fibra 500")
    continuar.click()
    for titulo in ("Acesso", "Contrato", "Cobrança", "Instalação"):
        passo(pagina, titulo)
        continuar.click()
    pagina.get_by_role("button", name="Concluir venda").click()
    expect(pagina.locator("h1")).to_contain_text("Rosa Prado")
    rosa = Prospecto.objects.get()
    assert (rosa.situacao, rosa.cliente.servicos.get().plano.nome) == ("convertido", "Fibra 500")
    pagina.goto(f"/clientes/prospectos/{rosa.pk}/")
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("Virou o cliente Rosa Prado")


def test_descartar_reabrir_e_procurar_no_telefone(entrar: Callable[..., Page], admin: Any) -> None:
    from clientes.acoes import salvar_prospecto
    from tests.clientes.test_viabilidade import dados

    da_rede.pop(nome="POP Centro", latitude=Decimal("-22.905600"), longitude=Decimal("-47.060800"))
    rosa, _outro = salvar_prospecto(dados()), salvar_prospecto(dados(nome="Outro Nome"))
    pagina = entrar(admin, TELEFONE)
    pagina.goto(f"/clientes/prospectos/{rosa.pk}/")
    sem_rolagem_lateral(pagina)
    foto(pagina, "c25-telefone")
    pagina.get_by_role("link", name="Descartar").click()
    pagina.locator("#modal").get_by_label("Motivo").fill("Fechou com outro")
    pagina.locator("#modal").get_by_role("button", name="Descartar").click()
    ver_aviso(pagina, "Prospecto descartado.")
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("Descartado: Fechou com outro")
    expect(pagina.get_by_role("link", name="Transformar em cliente")).to_have_count(0)
    pagina.goto("/clientes/prospectos/")
    expect(pagina.locator("#lista")).to_contain_text("Outro Nome")
    expect(pagina.locator("#lista")).not_to_contain_text("Rosa Prado")
    sem_rolagem_lateral(pagina)
    pagina.goto(f"/clientes/prospectos/{rosa.pk}/")
    pagina.get_by_role("link", name="Reabrir").click()
    pagina.locator("#modal").get_by_role("button", name="Reabrir").click()
    ver_aviso(pagina, "Prospecto reaberto.")
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("POP Centro atende")
    pagina.goto("/clientes/prospectos/?busca=99000")
    expect(pagina.locator("#lista")).to_contain_text("Rosa Prado")
