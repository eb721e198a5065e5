"""C06: a service put on the map by a click, by dragging and by typing."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.models import Endereco
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def test_arrastar_digitar_e_permitir(entrar: Callable[..., Page], admin: Any) -> None:
    servico = fabricas.servico(fabricas.cliente("Rita Lima"))
    vizinho = fabricas.cliente("Vizinho")
    vizinho.enderecos.update(latitude="-22.905600", longitude="-47.060800")
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{servico.cliente_id}/")
    pagina.locator("article").get_by_role("button", name="Ações de").click()
    pagina.locator(".dropdown-menu.show").get_by_text("Ver no mapa").click()

    # It opens over the neighbourhood, without a marker; a click sets it.
    mapa, marca = pagina.locator(".js-mapa"), pagina.locator(".mapa-marca")
    latitude, longitude = pagina.get_by_label("Latitude"), pagina.get_by_label("Longitude")
    expect(mapa.locator("canvas").first).to_be_visible()
    expect(marca).to_have_count(0)
    expect(pagina.get_by_label("Permitir atualização automática")).not_to_be_checked()
    mapa.click()
    expect(latitude).to_have_value(re.compile(r"-22\.90\d{4}"))
    expect(longitude).to_have_value(re.compile(r"-47\.06\d{4}"))
    clicado = latitude.input_value()
    foto(pagina, "c06-clique", inteira=False)
    pagina.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Coordenadas salvas.")
    rota = pagina.get_by_role("link", name="Abrir rota")
    expect(rota).to_have_attribute("href", re.compile(re.escape(f"query={clicado}%2C-47.0")))

    # Dragged east and south: both fields follow.
    caixa = marca.bounding_box()
    assert caixa is not None
    pagina.mouse.move(caixa["x"] + 18, caixa["y"] + 18)
    pagina.mouse.down()
    pagina.mouse.move(caixa["x"] + 118, caixa["y"] + 78, steps=8)
    pagina.mouse.up()
    expect(latitude).not_to_have_value(clicado)
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Coordenadas salvas.")
    onde = Endereco.objects.get(servico=servico)
    assert Decimal("-22.91") < (onde.latitude or 0) < Decimal(clicado)
    assert Decimal("-47.061") < (onde.longitude or 0) < Decimal("-47.058")

    # Typed wrong: beside the field, the map stays; pasted as a pair: both fields.
    telefone = entrar(admin, TELEFONE, "dark")
    telefone.goto(f"/clientes/servicos/{servico.pk}/mapa/")
    telefone.get_by_label("Latitude").fill("95")
    telefone.get_by_role("button", name="Salvar").click()
    expect(telefone.locator(".invalid-feedback")).to_contain_text("entre -90 e 90")
    expect(telefone.locator(".js-mapa canvas").first).to_be_visible()
    telefone.get_by_label("Latitude").fill("-22.912345, -47.054321")
    expect(telefone.get_by_label("Longitude")).to_have_value("-47.054321")
    telefone.get_by_label("Permitir atualização automática").check()
    sem_rolagem_lateral(telefone)
    telefone.get_by_role("button", name="Salvar").click()
    ver_aviso(telefone, "Coordenadas salvas.")
    foto(telefone, "c06-telefone")
    onde.refresh_from_db()
    assert (onde.latitude, onde.longitude) == (Decimal("-22.912345"), Decimal("-47.054321"))
    assert onde.coordenadas_automaticas
