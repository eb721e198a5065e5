"""F29: the staff unlocks a suspended service on trust, sees it, undoes it; and keeps a service from suspension."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.acoes import suspender
from clientes.models import ServicoCliente
from financeiro.models import DadosCobranca
from hubsoft.core.datas import hoje
from tests.clientes import fabricas as de_clientes
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db(transaction=True)


def suspenso() -> ServicoCliente:
    servico = de_clientes.servico(de_clientes.cliente("Ana Atrasada"))
    DadosCobranca.objects.create(servico=servico, forma=fabricas.forma_cobranca(), dia_vencimento=10)
    fabricas.cobranca(servico.cliente, "100.00", hoje() - dt.timedelta(days=20), servico=servico)
    return suspender(servico, "suspenso_debito", motivo="20 dias")


def test_desbloqueio_em_confianca(admin: Any, entrar: Callable[..., Page]) -> None:
    servico = suspenso()
    pagina = entrar(admin)
    pagina.goto(f"/clientes/servicos/{servico.pk}/?aba=suspensao")
    pagina.get_by_role("button", name="Ações").click()
    pagina.get_by_role("link", name="Desbloqueio em confiança").click()
    modal = pagina.locator("#modal")
    modal.get_by_label("Até o dia").fill((hoje() + dt.timedelta(days=2)).isoformat())
    modal.get_by_label("Motivo").fill("Promete pagar depois de amanhã")
    foto(pagina, "f29-1-desbloquear")
    modal.get_by_role("button", name="Desbloquear").click()
    ver_aviso(pagina, "desbloqueado em confiança até")
    expect(pagina.locator("h1")).to_contain_text("Serviço habilitado")
    pagina.reload()
    expect(pagina.locator("#aba")).to_contain_text("Promete pagar depois de amanhã")
    esperar_htmx(pagina)
    foto(pagina, "f29-2-servico")
    pagina.locator("#aba").get_by_role("link", name="Cancelar desbloqueio").click()
    modal.get_by_role("button", name="Cancelar desbloqueio").click()
    ver_aviso(pagina, "Desbloqueio cancelado")
    expect(pagina.locator("h1")).to_contain_text("Suspenso por débito")

    pagina.get_by_role("button", name="Ações").click()
    pagina.get_by_role("link", name="Não suspender até…").click()
    modal.get_by_label("Até o dia").fill((hoje() + dt.timedelta(days=9)).isoformat())
    modal.get_by_label("Motivo").fill("Boleto em análise")
    modal.get_by_role("button", name="Não suspender").click()
    ver_aviso(pagina, "Não suspender até")
    pagina.goto("/financeiro/suspensao/excecoes/")
    expect(pagina.locator("tr", has_text="Ana Atrasada")).to_contain_text("Boleto em análise")
    foto(pagina, "f29-3-excecoes")
    pagina.get_by_role("link", name="Desbloqueios em confiança").click()
    expect(pagina.locator("tr", has_text="Ana Atrasada")).to_contain_text("Cancelado")
    foto(pagina, "f29-4-desbloqueios")


def test_no_telefone(admin: Any, entrar: Callable[..., Page]) -> None:
    servico = suspenso()
    pagina = entrar(admin, TELEFONE)
    for nome, endereco in {
        "servico": f"clientes/servicos/{servico.pk}/?aba=suspensao",
        "avisos": "financeiro/suspensao/avisos/",
        "encerrar": "financeiro/suspensao/encerrar/",
    }.items():
        pagina.goto(f"/{endereco}")
        esperar_htmx(pagina)
        sem_rolagem_lateral(pagina)
        foto(pagina, f"f29-{nome}")
