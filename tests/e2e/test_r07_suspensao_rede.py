"""R07: total suspension: disconnected, accepted into the pool and the list of the suspended, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.acoes import habilitar
from demonstracao.servidores import FreeRadius
from rede.models import Conexao
from tests.e2e.navegador import foto
from tests.e2e.rede_comum import RoteadorDoCliente, cadastrar_nas, trabalhar
from tests.rede import fabricas
from tests.standins.nas import NasDeMentira

pytestmark = pytest.mark.django_db(transaction=True)


def test_suspender_pela_tela_derruba_e_prende_no_pool_e_pagar_devolve(
    admin: Any, entrar: Callable[..., Page], freeradius: FreeRadius
) -> None:
    with NasDeMentira("127.0.0.68", "segredo-do-nas-68") as nas:
        cadastrar_nas(nas)
        acesso = fabricas.acesso("rita.alves", "senha-da-rita", servico={})
        acesso.servico.plano.pool = "clientes"
        acesso.servico.plano.save()
        roteador = RoteadorDoCliente(freeradius, nas, acesso, "senha-da-rita", "AA:00:00:00:00:03", "100.64.3.3")
        nas.ao_derrubar = roteador.cair
        antes = roteador.discar()
        assert (antes.atributos["Framed-Pool"], "Mikrotik-Address-List" in antes.atributos) == ("clientes", False)

        pagina = entrar(admin)
        pagina.goto(f"/clientes/servicos/{acesso.servico_id}/suspender-debito/")
        pagina.get_by_label("Motivo").fill("30 dias de atraso")
        pagina.get_by_role("button", name="Suspender por débito").click()
        expect(pagina.locator("h1 .badge", has_text="Suspenso por débito")).to_be_visible()
        trabalhar()
        assert nas.sessoes == {}
        assert Conexao.objects.get().causa == "Admin-Reset"

        durante = roteador.discar()
        assert durante.aceito
        assert durante.atributos["Framed-Pool"] == "suspensao-total"
        assert durante.atributos["Mikrotik-Address-List"] == "suspensos"

        habilitar(acesso.servico, motivo="Fatura paga")
        trabalhar()
        assert nas.sessoes == {}
        depois = roteador.discar()
        assert (depois.atributos["Framed-Pool"], "Mikrotik-Address-List" in depois.atributos) == ("clientes", False)
        pagina.goto(f"/clientes/servicos/{acesso.servico_id}/?aba=podcoa")
        expect(pagina.locator("#lista-aba").get_by_text("Confirmado", exact=True)).to_have_count(2)
        foto(pagina, "r07-comandos")
