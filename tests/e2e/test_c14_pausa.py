"""C14: a client pauses a service; it comes back by itself on the day, and the days in between are not billed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from clientes.estados import Status
from clientes.models import ServicoCliente, TarefaAgendada
from clientes.tasks import executar_tarefas
from financeiro.models import Cobranca, DadosCobranca, Faturamento
from hubsoft.core import processos
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.financeiro import fabricas as fabricas_financeiro
from tests.servicos import esperar_ate

pytestmark = pytest.mark.django_db(transaction=True)


def acao(pagina: Page, nome: str) -> Any:
    """Choose an action of the service's page; return the modal."""
    pagina.get_by_role("button", name="Ações").click()
    pagina.locator(".dropdown-menu.show").get_by_text(nome, exact=True).click()
    return pagina.locator("#modal")


def test_pausa_e_volta_sozinho(
    entrar: Callable[..., Page], admin: Any, no_dia: Callable[..., AbstractContextManager[None]]
) -> None:
    desde = timezone.make_aware(dt.datetime(2027, 1, 5, 10))
    servico = fabricas.servico(plano=fabricas.plano(nome="Fibra 300", valor=Decimal("93.00")), desde=desde)
    DadosCobranca.objects.create(servico=servico, forma=fabricas_financeiro.forma_cobranca(), dia_vencimento=10)
    endereco = f"/clientes/servicos/{servico.pk}/"

    with no_dia("2027-03-11 09:00"):
        pagina = entrar(admin)
        # Only without debt.
        vencida = fabricas_financeiro.cobranca(servico.cliente, "35.50", dt.date(2027, 3, 1))
        pagina.goto(endereco)
        janela = acao(pagina, "Suspender a pedido do cliente")
        expect(janela.get_by_label("Volta em")).to_have_value("2027-04-10")
        janela.get_by_label("Motivo").fill("Viagem")
        janela.get_by_label("Volta em").fill("2027-03-20")
        janela.get_by_role("button", name="Suspender a pedido").click()
        expect(janela.get_by_role("alert").first).to_contain_text("35,50 em atraso")
        foto(pagina, "c14-recusa", inteira=False)
        vencida.delete()
        janela.get_by_role("button", name="Suspender a pedido").click()
        expect(janela.locator(".invalid-feedback").first).to_contain_text("de 30 a 120 dias")
        janela.get_by_label("Volta em").fill("2027-05-01")
        janela.get_by_role("button", name="Suspender a pedido").click()
        ver_aviso(pagina, "suspenso a pedido do cliente")
        expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("1 tarefa agendada, em 01/05/2027")
        pagina.get_by_role("link", name="1 tarefa agendada").click()
        expect(pagina.locator("#aba")).to_contain_text("Alterar Status do Serviço do Cliente: Serviço habilitado")
        expect(pagina.locator("#aba")).to_contain_text("Pendente")
        esperar_htmx(pagina)
        foto(pagina, "c14-tarefa")

        # One more by hand, on a phone: it will fail, and say why.
        telefone = entrar(admin, TELEFONE, "dark")
        telefone.goto(f"{endereco}?aba=tarefas-agendadas")
        telefone.get_by_role("link", name="Agendar tarefa").click()
        janela = telefone.locator("#modal")
        expect(janela.get_by_label("Motivo do cancelamento")).to_be_hidden()
        janela.get_by_label("Tarefa", exact=False).first.select_option("clientes.cancelar")
        expect(janela.get_by_label("Motivo do cancelamento")).to_be_visible()
        expect(janela.get_by_label("Status do serviço")).to_be_hidden()
        janela.get_by_label("Tarefa", exact=False).first.select_option("clientes.alterar_status")
        janela.get_by_label("Status do serviço").select_option("suspenso_parcial")
        janela.get_by_label("Data").fill("2027-03-12")
        janela.get_by_label("Observação").fill("Teste")
        foto(telefone, "c14-agendar", inteira=False)
        janela.get_by_role("button", name="Agendar").click()
        ver_aviso(telefone, "Tarefa agendada")
        expect(telefone.locator("#aba")).to_contain_text("Suspenso parcialmente")
        sem_rolagem_lateral(telefone)
        foto(telefone, "c14-tarefas")

    with no_dia("2027-03-12 00:05"):
        executar_tarefas.delay()
        esperar_ate(lambda: TarefaAgendada.objects.filter(situacao="falhou").exists(), o_que="a tarefa de 12/03")
        pagina = entrar(admin)
        pagina.goto("/clientes/tarefas/?situacao=falhou")
        linha = pagina.locator("tbody tr")
        expect(linha).to_contain_text("Não é possível suspender parcialmente um serviço suspenso a pedido do cliente")
        expect(linha).to_contain_text("Mude o status e tente de novo")
        foto(pagina, "c14-lista")
        linha.get_by_role("link", name="Tentar de novo").click()
        pagina.locator("#modal").get_by_role("button", name="Tentar de novo").click()
        ver_aviso(pagina, "será executada em instantes")
        esperar_ate(lambda: TarefaAgendada.objects.filter(situacao="falhou").exists(), o_que="a nova tentativa")

    with no_dia("2027-05-01 00:01"):
        for _ in range(2):
            executar_tarefas.delay()
        esperar_ate(lambda: TarefaAgendada.objects.filter(situacao="concluida").exists(), o_que="a volta")
        pagina = entrar(admin)
        pagina.goto(f"{endereco}?aba=tarefas-agendadas")
        expect(pagina.locator("h1")).to_contain_text(Status.HABILITADO.label)
        expect(pagina.locator("#aba")).to_contain_text("De Suspenso a pedido do cliente para Serviço habilitado.")
        pagina.goto(f"{endereco}?aba=historicos")
        expect(pagina.locator("#aba")).to_contain_text("Fim da pausa: Viagem")
    assert servico.periodos.count() == 3
    # Ten days of March; nothing of April.
    assert [faturado(servico, mes) for mes in (3, 4)] == [Decimal("30.00"), None]


def faturado(servico: ServicoCliente, mes: int) -> Decimal | None:
    """Bill a month of 2027; return what the service owes for it."""
    competencia = dt.date(2027, mes, 1)
    faturamento = Faturamento.objects.create(competencia=competencia)
    processo = processos.iniciar("financeiro.faturar_mes", "Mês", {"faturamento_id": faturamento.pk})
    assert processos.executar_agora(processo).estado == "concluido"
    return Cobranca.objects.filter(servico=servico, competencia=competencia).values_list("valor", flat=True).first()
