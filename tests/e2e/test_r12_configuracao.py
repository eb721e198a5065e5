"""R12: a Huawei registered on the screen, its pools, its configuration to paste with and without the secret; the page
for the blocked that the configuration leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.estados import Status
from configuracao.models import Variavel
from demonstracao.servidores import FreeRadius
from hubsoft.core.datas import agora
from hubsoft.core.models import Historico
from rede.models import EquipamentoConexao, Sessao
from tests.e2e.navegador import LARGURA, TELEFONE, escolher, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.rede import fabricas
from tests.servico_radius import autenticar

pytestmark = pytest.mark.django_db(transaction=True)


def test_do_cadastro_do_huawei_a_pagina_do_bloqueado(
    admin: Any, entrar: Callable[..., Page], nova_pagina: Callable[..., Page], freeradius: FreeRadius
) -> None:
    fabricas.pop(nome="Torre Centro")
    for nome, valor in (("ENDERECO_RADIUS", "192.0.2.10"), ("ENDERECO_AVISO", "192.0.2.20")):
        Variavel.objects.update_or_create(nome=nome, defaults={"valor": valor})
    pagina = entrar(admin)
    pagina.goto("/rede/equipamentos/adicionar/")
    pagina.get_by_label("Nome*").fill("NE20E Centro")
    escolher(pagina, "POP", "Torre Centro")
    pagina.get_by_label("IPv4").fill("127.0.0.81")
    pagina.get_by_label("Fabricante").select_option("huawei")
    pagina.get_by_label("Tipo de NAS").select_option("huawei")
    pagina.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Equipamento “NE20E Centro” salvo.")
    modal = pagina.locator("#modal")
    for nome, faixa in (("clientes", "100.64.0.0/22"), ("suspensao-total", "127.0.0.0/24")):
        pagina.get_by_role("link", name="Adicionar pool").click()
        modal.get_by_label("Nome").fill(nome)
        modal.get_by_label("Faixa").fill(faixa)
        modal.get_by_role("button", name="Salvar").click()
        ver_aviso(pagina, f"Pool {nome} salvo.")
        esperar_htmx(pagina)
    pagina.get_by_role("link", name="Configuração pronta").click()
    expect(modal.get_by_text("COLE-AQUI-O-SECRET").first).to_be_visible()
    expect(modal.get_by_text("section 0 100.64.0.2 100.64.3.254")).to_be_visible()
    foto(pagina, "r12-configuracao", inteira=False)
    equipamento = EquipamentoConexao.objects.get()
    segredo = equipamento.segredo_radius.segredo
    expect(modal.get_by_text(segredo)).to_have_count(0)
    modal.get_by_role("link", name="Com o secret").click()
    modal.get_by_role("button", name="Mostrar").click()
    expect(modal.get_by_text(f"shared-key-cipher {segredo}").first).to_be_visible()
    expect(modal.get_by_role("button", name="Copiar Huawei")).to_be_visible()
    assert Historico.objects.filter(frase__contains="revelados", usuario=admin).count() == 1

    acesso = fabricas.acesso("rita.alves", status=Status.SUSPENSO_DEBITO)
    resposta = autenticar(freeradius, "rita.alves", "senha-pppoe", origem="127.0.0.81", segredo=segredo)
    assert resposta.atributos["Framed-Pool"] == "suspensao-total"
    assert "Huawei-Output-Average-Rate" in resposta.atributos
    Sessao.objects.create(
        unico="r12", acesso=acesso, equipamento=equipamento, login=acesso.login, acct_session_id="1",
        nas_ip="127.0.0.81", framed_ip="127.0.0.1", inicio=agora(), visto=agora(), octetos_entrada=0, octetos_saida=0,
    )  # fmt: skip
    bloqueado = nova_pagina()
    bloqueado.goto("/aviso/")
    expect(bloqueado.get_by_role("heading", name="Olá, José")).to_be_visible()
    foto(bloqueado, "r07-aviso")


@pytest.mark.parametrize("largura", [LARGURA, TELEFONE])
def test_telas_cabem(admin: Any, entrar: Callable[..., Page], largura: int) -> None:
    from tests.rede.test_telas import povoar

    acesso = povoar(3)[0]
    equipamento = EquipamentoConexao.objects.latest("pk")
    pagina = entrar(admin, largura)
    for nome, endereco in {
        "r06-falhas": "/rede/comandos/falhas/",
        "r12-equipamento": f"/rede/equipamentos/{equipamento.pk}/",
        "r05-acesso": f"/clientes/servicos/{acesso.servico_id}/?aba=acesso",
        "r07-aviso-ninguem": "/aviso/",
    }.items():
        pagina.goto(endereco)
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        foto(pagina, nome)
