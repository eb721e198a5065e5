"""R02: connection equipment: secret made, kept, revealed; connection tested on a real answer; taken out of use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from demonstracao.servidores import FreeRadius
from hubsoft.core.models import Historico
from rede.models import EquipamentoConexao
from tests.e2e.navegador import LARGURA, TELEFONE, escolher, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.rede import fabricas
from tests.servico_radius import SEGREDO, autenticar
from tests.standins.nas import NasDeMentira

pytestmark = pytest.mark.django_db(transaction=True)


def test_equipamento_novo_autentica_sem_reiniciar_nada(
    admin: Any, entrar: Callable[..., Page], freeradius: FreeRadius
) -> None:
    fabricas.pop(nome="Torre Centro")
    fabricas.acesso("joao.silva", "senha-do-joao")
    assert autenticar(freeradius, "joao.silva", "senha-do-joao", origem="127.0.0.61", espera=1).codigo == ""
    pagina = entrar(admin)
    pagina.goto("/rede/equipamentos/")
    pagina.get_by_role("link", name="Adicionar equipamento").first.click()
    pagina.get_by_label("Nome*").fill("CCR Centro")
    escolher(pagina, "POP", "Torre Centro")
    pagina.get_by_label("IPv4").fill("127.0.0.61")
    pagina.get_by_label("Secret RADIUS").fill("curto")
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.locator(".invalid-feedback", has_text="12")).to_be_visible()
    pagina.get_by_label("Secret RADIUS").fill("")
    pagina.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Equipamento “CCR Centro” salvo.")
    segredo = EquipamentoConexao.objects.get().segredo_radius.segredo
    expect(pagina.get_by_text(segredo)).to_have_count(0)
    pagina.get_by_role("link", name="Revelar secret").click()
    pagina.locator("#modal").get_by_role("button", name="Revelar").click()
    expect(pagina.locator("#modal").get_by_text(segredo)).to_be_visible()
    foto(pagina, "r02-revelado", inteira=False)
    assert Historico.objects.filter(frase__contains="revelados", usuario=admin).count() == 1
    assert autenticar(freeradius, "joao.silva", "senha-do-joao", segredo=segredo, origem="127.0.0.61").aceito


def test_testar_conexao_mostra_o_que_respondeu(admin: Any, entrar: Callable[..., Page]) -> None:
    with NasDeMentira("127.0.0.62", SEGREDO) as nas:
        equipamento = fabricas.equipamento(nas.endereco, porta_incoming=nas.porta, porta=1)
        pagina = entrar(admin)
        pagina.goto(f"/rede/equipamentos/{equipamento.pk}/")
        pagina.get_by_role("link", name="Testar conexão").click()
        pagina.locator("#modal").get_by_role("button", name="Testar").click()
        expect(pagina.locator("#modal").get_by_text("porta e secret conferem")).to_be_visible()
        expect(pagina.locator("#modal").get_by_text("Recusada")).to_be_visible()
        foto(pagina, "r02-teste", inteira=False)
        assert len(nas.pedidos) == 1


def test_inativar_e_ativar(admin: Any, entrar: Callable[..., Page]) -> None:
    equipamento = fabricas.equipamento("127.0.0.63", nome="CCR Sul")
    pagina = entrar(admin)
    pagina.goto(f"/rede/equipamentos/{equipamento.pk}/")
    pagina.get_by_role("link", name="Inativar").click()
    pagina.locator("#modal").get_by_role("button", name="Inativar").click()
    ver_aviso(pagina, "inativado")
    expect(pagina.get_by_role("link", name="Ativar", exact=True)).to_be_visible()
    equipamento.refresh_from_db()
    assert not equipamento.ativo


@pytest.mark.parametrize("largura", [LARGURA, TELEFONE])
def test_telas_de_equipamento_cabem(admin: Any, entrar: Callable[..., Page], largura: int) -> None:
    for n in range(3):
        fabricas.equipamento(f"127.0.1.{n + 1}", modelo="CCR2004", usuario="hubsoft")
    equipamento = EquipamentoConexao.objects.first()
    pagina = entrar(admin, largura)
    for nome, endereco in {
        "lista": "/rede/equipamentos/",
        "detalhe": f"/rede/equipamentos/{equipamento.pk}/",
        "formulario": f"/rede/equipamentos/{equipamento.pk}/editar/",
    }.items():
        pagina.goto(endereco)
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        foto(pagina, f"r02-{nome}")
