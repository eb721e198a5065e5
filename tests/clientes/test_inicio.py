"""Panels of the home page: right numbers, inside the city limit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clientes.estados import Status
from hubsoft.core.datas import hoje, primeiro_do_mes
from tests.clientes import fabricas
from tests.fabricas import cidade


@pytest.mark.django_db
def test_paineis_contam_o_que_a_pessoa_ve(client: Client, admin: Any, atendente: Any) -> None:
    aqui, la = fabricas.cliente(cidade=cidade("Campinas")), fabricas.cliente("Fora", cidade("Valinhos"))
    plano = fabricas.plano(valor=Decimal("100.00"))
    fabricas.servico(aqui, plano=plano)
    fabricas.servico(la, plano=plano)
    fabricas.servico(la, Status.SUSPENSO_DEBITO, plano=plano)
    passado = primeiro_do_mes(hoje()) - dt.timedelta(days=1)
    fabricas.servico(aqui, Status.SUSPENSO_PEDIDO, plano=plano, data_venda=passado)

    def painel(nome: str) -> str:
        return client.get(reverse(f"clientes:painel_{nome}")).content.decode()

    client.force_login(admin)
    assert '<div class="numero">3</div><div class="rotulo">vendas neste mês' in painel("vendas")
    assert "R$\xa0300,00" in painel("vendas")
    assert '<div class="numero">2</div>' in painel("suspensos")
    assert "Fora" in painel("suspensos")
    assert '<div class="numero">4</div>' in painel("status")
    client.force_login(atendente)
    assert '<div class="numero">1</div><div class="rotulo">vendas neste mês' in painel("vendas")
    assert '<div class="numero">1</div>' in painel("suspensos")
    assert "Fora" not in painel("suspensos")
    assert '<div class="numero">2</div>' in painel("status")
