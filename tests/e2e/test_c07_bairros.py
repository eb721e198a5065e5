"""C07: spellings of a neighbourhood found, grouped and renamed, on a computer and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.models import Endereco
from hubsoft.core.models import Historico
from tests.clientes.test_bairros import morador, muitos
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def test_agrupar_e_renomear(entrar: Callable[..., Page], admin: Any, trabalhador: Any) -> None:
    for n, bairro in enumerate(["Vila São José", "Vila S. José", "Vl Sao Jose", "Vila São José", "Centro"]):
        morador(n, bairro)
    pagina = entrar(admin)
    janela = pagina.locator("#modal")
    pagina.goto("/clientes/bairros/?busca=jose")
    lista = pagina.locator("#lista")
    expect(lista.locator("tbody tr")).to_have_count(3)
    pagina.get_by_label("Selecionar a página").check()
    pagina.get_by_role("button", name="Agrupar").click()
    expect(janela.get_by_label("Nome do bairro")).to_have_value("Vila São José")
    expect(janela).to_contain_text("Vl Sao Jose · Campinas/SP · 1 endereço")
    foto(pagina, "c07-agrupar", inteira=False)
    janela.get_by_label("Nome do bairro").fill("")
    janela.get_by_role("button", name="Agrupar").click()
    expect(janela.locator(".invalid-feedback")).to_be_visible()
    janela.get_by_label("Nome do bairro").fill("Vila São José")
    janela.get_by_role("button", name="Agrupar").click()
    ver_aviso(pagina, "2 endereços alterados.")
    expect(lista.locator("tbody tr")).to_have_count(1)
    expect(lista).to_contain_text("Vila São José")
    foto(pagina, "c07-agrupados")
    mudado = Historico.objects.filter(area="cadastral", frase__contains="Vila São José").latest("pk")
    pagina.goto(f"/clientes/{mudado.cliente_id}/?aba=historicos")
    expect(pagina.locator("#aba tbody tr").first).to_contain_text(mudado.frase)
    expect(pagina.locator("#aba tbody tr").first).to_contain_text("Cadastral")

    # More addresses than a request should change: a job, whose progress is seen.
    muitos(1200)
    telefone = entrar(admin, TELEFONE, "dark")
    telefone.goto("/clientes/bairros/?busca=flores")
    sem_rolagem_lateral(telefone)
    foto(telefone, "c07-bairros", inteira=False)
    telefone.get_by_role("link", name="Renomear Jd. Flores").click()
    telefone.locator("#modal").get_by_label("Nome do bairro").fill("Jardim Flôres")
    telefone.locator("#modal").get_by_role("button", name="Salvar").click()
    ver_aviso(telefone, "600 endereços alterados.")
    expect(telefone.locator("#lista tbody tr")).to_have_count(1)
    telefone.get_by_role("link", name="Renomear Jardim Flôres").click()
    telefone.locator("#modal").get_by_label("Nome do bairro").fill("Jardim Flores")
    telefone.locator("#modal").get_by_role("button", name="Salvar").click()
    expect(telefone.locator("#conteudo")).to_contain_text("1.200 endereços agora têm o bairro Jardim Flores.")
    sem_rolagem_lateral(telefone)
    assert Endereco.objects.filter(bairro="Jardim Flores").count() == 1200
