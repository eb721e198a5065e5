"""G04 in the browser: a routine is made with its time said in words, run now by a real worker, and its result read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from configuracao.acoes.executar_rotina import executar_no_horario
from configuracao.models import ExecucaoRotina, MensagemEmail, Rotina
from hubsoft.core.datas import agora
from tests.configuracao.fabricas import remetente
from tests.e2e.navegador import TELEFONE, escolher, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.fabricas import usuario
from tests.servicos import esperar_ate

pytestmark = pytest.mark.django_db(transaction=True)


def test_g04_cria_executa_e_le_o_resultado(admin: Any, entrar: Callable[..., Page], trabalhador: Any) -> None:
    remetente()
    usuario("nina", nome="Nina Noturna", email="nina@provedor.example")
    pagina = entrar(admin)
    pagina.goto("/configuracao/rotinas/")
    pagina.get_by_role("link", name="Nova rotina").first.click()
    pagina.get_by_label("Descrição").fill("Suspender de madrugada")
    escolher(pagina, "Tarefa", "Habilitação/suspensão")
    pagina.get_by_label("Dia da semana").fill("seg-sex")
    pagina.get_by_label("Hora").fill("25")
    expect(pagina.locator("#previa")).to_contain_text("hora vai de 0 a 23")
    pagina.get_by_role("button", name="Salvar").click()
    expect(pagina.locator("#formulario .invalid-feedback")).to_contain_text("hora vai de 0 a 23")
    foto(pagina, "g04-erro")
    pagina.get_by_label("Hora").fill("3")
    expect(pagina.locator("#previa")).to_contain_text("De segunda a sexta, às 03:00")
    expect(pagina.locator("#previa li")).to_have_count(5)
    escolher(pagina, "Notificar por e-mail", "Nina Noturna")
    foto(pagina, "g04-formulario")
    pagina.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Rotina Suspender de madrugada salva")
    expect(pagina.get_by_text("Esta rotina ainda não executou.")).to_be_visible()

    pagina.get_by_role("link", name="Executar agora").click()
    pagina.locator("#modal").get_by_role("button", name="Executar").click()
    pagina.wait_for_url("**/processos/*/")
    expect(pagina.get_by_text("0 suspensos, 0 restaurados, 0 deixados de fora.").first).to_be_visible()
    foto(pagina, "g04-processo")
    rotina = Rotina.objects.get()
    pagina.goto(f"/configuracao/rotinas/{rotina.pk}/")
    linha = pagina.get_by_role("row", name="Alice Admin")
    expect(linha).to_contain_text("Sucesso")
    expect(linha).to_contain_text("0 suspensos")
    foto(pagina, "g04-detalhe")
    linha.get_by_role("link").click()
    expect(pagina.locator("pre")).to_contain_text("Sucesso: 0 suspensos")
    foto(pagina, "g04-execucao")
    esperar_ate(lambda: MensagemEmail.objects.filter(para="nina@provedor.example").exists(), o_que="o aviso à Nina")
    aviso = MensagemEmail.objects.get()
    assert aviso.assunto == "[Hubsoft] Rotina Suspender de madrugada: sucesso"
    pagina.goto("/configuracao/rotinas/")
    linha = pagina.get_by_role("row", name="Suspender de madrugada")
    expect(linha).to_contain_text("Sucesso")
    expect(linha).to_contain_text("De segunda a sexta, às 03:00")
    foto(pagina, "g04-lista")

    pagina.goto(f"/configuracao/rotinas/{rotina.pk}/")
    pagina.get_by_role("link", name="Desligar").click()
    pagina.locator("#modal").get_by_role("button", name="Desligar").click()
    expect(pagina.get_by_text("Desligada", exact=True)).to_be_visible()
    rotina.refresh_from_db()
    assert not rotina.ativa


def test_g04_quem_so_ve_nao_executa(entrar: Callable[..., Page], admin: Any) -> None:
    from configuracao.acoes.rotinas import salvar_rotina
    from tests import fabricas

    dados = {"descricao": "Suspender", "tarefa": "financeiro.suspensao", "minuto": "*", "notificar": []}
    rotina = salvar_rotina(dados, admin)
    Rotina.objects.update(agendada_desde=agora().replace(year=2020))
    execucao = executar_no_horario(rotina.pk, agora())
    assert execucao is not None
    ExecucaoRotina.objects.update(resultado="falha", mensagem="Erro inesperado", concluida_em=agora())
    pagina = entrar(fabricas.usuario("dora", permissoes=["configuracao.ver_rotina"]), TELEFONE)
    pagina.goto("/configuracao/rotinas/")
    expect(pagina.get_by_role("link", name="Executar")).to_have_count(0)
    foto(pagina, "g04-lista")
    pagina.get_by_role("link", name="Suspender").first.click()
    esperar_htmx(pagina)
    expect(pagina.get_by_text("Todos os dias, a cada minuto")).to_be_visible()
    sem_rolagem_lateral(pagina)
    foto(pagina, "g04-detalhe")
    assert pagina.goto(f"/configuracao/rotinas/{rotina.pk}/executar/").status == 403
    pagina = entrar(admin, TELEFONE)
    pagina.goto("/configuracao/rotinas/adicionar/")
    esperar_htmx(pagina)
    sem_rolagem_lateral(pagina)
    foto(pagina, "g04-formulario")
