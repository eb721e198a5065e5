"""R08: last authentications, extrato de conexões, who is online, the panel of the home page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from demonstracao.servidores import FreeRadius
from tests.e2e.navegador import LARGURA, TELEFONE, esperar_htmx, foto, sem_rolagem_lateral
from tests.e2e.rede_comum import RoteadorDoCliente, cadastrar_nas
from tests.rede import fabricas
from tests.servico_radius import autenticar
from tests.standins.nas import NasDeMentira, SessaoPppoe

pytestmark = pytest.mark.django_db(transaction=True)


def test_o_que_a_rede_conta_aparece(admin: Any, entrar: Callable[..., Page], freeradius: FreeRadius) -> None:
    with NasDeMentira("127.0.0.69", "segredo-do-nas-69") as nas:
        cadastrar_nas(nas, nome="CCR Leste")
        acesso = fabricas.acesso("lia.melo", "senha-da-lia")
        roteador = RoteadorDoCliente(freeradius, nas, acesso, "senha-da-lia", "AA:00:00:00:00:04", "100.64.3.4")
        assert roteador.discar().aceito
        roteador.trafegar(3 * 2**30)
        autenticar(freeradius, "intruso", "x", origem=nas.endereco, segredo=nas.segredo)
        pagina = entrar(admin)

        pagina.goto("/")
        painel = pagina.get_by_role("region", name="Rede")
        expect(painel.get_by_text("online agora")).to_be_visible()
        expect(painel.locator(".h1").first).to_have_text("1")
        expect(painel.locator("canvas, svg").first).to_be_visible()
        foto(pagina, "r08-inicio", inteira=False)

        pagina.goto("/rede/online/")
        linha = pagina.locator("tbody tr")
        expect(linha).to_have_count(1)
        for texto in ("lia.melo", "100.64.3.4", "AA:00:00:00:00:04", "CCR Leste", "3,0 GB"):
            expect(linha).to_contain_text(texto)

        pagina.goto("/rede/autenticacoes/")
        expect(pagina.locator("tbody tr")).to_have_count(2)
        expect(pagina.locator("tbody tr").first).to_contain_text("Login não cadastrado")
        foto(pagina, "r08-autenticacoes")

        roteador.cair(SessaoPppoe("lia.melo", "84000001", "100.64.3.4"))
        pagina.goto(f"/clientes/servicos/{acesso.servico_id}/?aba=conexoes")
        expect(pagina.locator("#aba tbody tr")).to_contain_text("Derrubado pelo provedor")
        expect(pagina.locator("#aba tbody tr")).to_contain_text("3,0 GB")
        foto(pagina, "r08-extrato")

        pagina.goto("/rede/conexoes/?busca=100.64.3.4")
        expect(pagina.locator("tbody tr")).to_have_count(1)
        pagina.goto("/rede/online/")
        expect(pagina.get_by_text("Ninguém conectado agora.")).to_be_visible()


@pytest.mark.parametrize("largura", [LARGURA, TELEFONE])
def test_telas_da_rede_cabem(admin: Any, entrar: Callable[..., Page], largura: int) -> None:
    from tests.rede.test_telas import povoar

    acesso = povoar(6)[0]
    pagina = entrar(admin, largura)
    for nome, endereco in {
        "inicio": "/",
        "online": "/rede/online/",
        "conexoes": "/rede/conexoes/",
        "autenticacoes": "/rede/autenticacoes/?aceito=False",
        "aba-acesso": f"/clientes/servicos/{acesso.servico_id}/?aba=acesso",
        "aba-autenticacoes": f"/clientes/servicos/{acesso.servico_id}/?aba=autenticacoes",
        "cliente": f"/clientes/{acesso.servico.cliente_id}/?aba=conexao",
    }.items():
        pagina.goto(endereco)
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        foto(pagina, f"r08-{nome}")
