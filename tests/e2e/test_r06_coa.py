"""R06: a change reaches the concentrador, or the screen says why it did not, and the person sends it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.acoes import suspender
from clientes.estados import Status
from demonstracao.servidores import FreeRadius
from rede.models import ComandoCoa, Sessao
from tests.e2e.navegador import LARGURA, TELEFONE, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.e2e.rede_comum import RoteadorDoCliente, cadastrar_nas, trabalhar
from tests.rede import fabricas
from tests.standins.nas import NasDeMentira

pytestmark = pytest.mark.django_db(transaction=True)


def test_recusa_explicada_e_reenvio_pela_tela(admin: Any, entrar: Callable[..., Page], freeradius: FreeRadius) -> None:
    with NasDeMentira("127.0.0.66", "segredo-do-nas-66", recusar=404) as nas:
        cadastrar_nas(nas)
        acesso = fabricas.acesso("ana.lima", "senha-da-ana")
        roteador = RoteadorDoCliente(freeradius, nas, acesso, "senha-da-ana", "AA:00:00:00:00:01", "100.64.3.1")
        assert roteador.discar().aceito
        suspender(acesso.servico, Status.SUSPENSO_PARCIAL, motivo="10 dias de atraso")
        trabalhar()
        assert next(iter(nas.sessoes.values())).taxa == "250000k/500000k"
        pagina = entrar(admin)
        pagina.goto("/rede/comandos/")
        expect(pagina.get_by_text("considerou o comando inválido")).to_be_visible()
        foto(pagina, "r06-lista")
        pagina.get_by_label("Ver as tentativas").click()
        expect(pagina.locator("#modal").get_by_text("404 Invalid-Request")).to_be_visible()
        foto(pagina, "r06-detalhe", inteira=False)
        nas.recusar = None
        pagina.locator("#modal").get_by_role("link", name="Reenviar").click()
        pagina.locator("#modal").get_by_role("button", name="Reenviar").click()
        ver_aviso(pagina, "Comando de volta à fila.")
        trabalhar()
        assert next(iter(nas.sessoes.values())).taxa == "25000k/50000k"
        pagina.goto(f"/clientes/servicos/{acesso.servico_id}/?aba=podcoa")
        expect(pagina.locator("#lista-aba").get_by_text("Confirmado", exact=True)).to_be_visible()
        foto(pagina, "r06-aba")
        assert ComandoCoa.objects.get().atributos == {"Mikrotik-Rate-Limit": "25000k/50000k"}


def test_desconectar_pela_tela(admin: Any, entrar: Callable[..., Page], freeradius: FreeRadius) -> None:
    with NasDeMentira("127.0.0.67", "segredo-do-nas-67") as nas:
        cadastrar_nas(nas)
        acesso = fabricas.acesso("ze.costa", "senha-do-ze")
        roteador = RoteadorDoCliente(freeradius, nas, acesso, "senha-do-ze", "AA:00:00:00:00:02", "100.64.3.2")
        nas.ao_derrubar = roteador.cair
        assert roteador.discar().aceito
        pagina = entrar(admin)
        pagina.goto(f"/clientes/servicos/{acesso.servico_id}/?aba=acesso")
        expect(pagina.locator("#aba").get_by_text("Online", exact=True)).to_be_visible()
        pagina.get_by_role("link", name="Desconectar").click()
        pagina.locator("#modal").get_by_role("button", name="Desconectar").click()
        ver_aviso(pagina, "Desconexão na fila")
        trabalhar()
        assert (nas.sessoes, Sessao.objects.count()) == ({}, 0)


@pytest.mark.parametrize("largura", [LARGURA, TELEFONE])
def test_telas_de_comandos_cabem(admin: Any, entrar: Callable[..., Page], largura: int) -> None:
    from tests.rede.test_telas import povoar

    acesso = povoar(3)[0]
    pagina = entrar(admin, largura)
    for nome, endereco in {
        "comandos": "/rede/comandos/",
        "aba": f"/clientes/servicos/{acesso.servico_id}/?aba=podcoa",
    }.items():
        pagina.goto(endereco)
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        foto(pagina, f"r06-{nome}")
