"""C15: tasks of a service are scheduled, run by a worker, fail with the reason, are tried again and listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from clientes.acoes import habilitar
from clientes.acoes.executar_tarefas import executar_devidas
from clientes.estados import Status
from clientes.models import ProtocoloCancelamento, TarefaAgendada
from hubsoft.core.datas import agora
from tests.clientes import fabricas
from tests.e2e.navegador import TELEFONE, foto, sem_rolagem_lateral, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def agendar(pagina: Page, tarefa: str, campos: dict[str, str]) -> None:
    """Fill and send the form that the tab opens."""
    amanha = timezone.localdate() + dt.timedelta(days=1)
    pagina.locator("#aba").get_by_role("link", name="Agendar tarefa").click()
    janela = pagina.locator("#modal")
    janela.get_by_label("Tarefa", exact=False).first.select_option(label=tarefa)
    for rotulo, valor in campos.items():
        campo = janela.get_by_label(rotulo)
        if campo.evaluate("e => e.tagName") == "SELECT":
            campo.select_option(label=valor)
        else:
            campo.fill(valor)
    janela.get_by_label("Data").fill(amanha.isoformat())
    janela.get_by_label("Observação").fill("Pedido por telefone")
    janela.get_by_role("button", name="Agendar").click()
    ver_aviso(pagina, "Tarefa agendada.")


def chegar_a_hora() -> int:
    """Let the instant of the pending ones come, and a worker run them."""
    TarefaAgendada.objects.pendentes().update(quando=agora() - dt.timedelta(minutes=1))
    return executar_devidas()


def test_c15_agenda_falha_tenta_de_novo_e_cancela(admin: Any, entrar: Callable[..., Page]) -> None:
    servico = fabricas.servico(fabricas.cliente("Rita Alves"), Status.AGUARDANDO_INSTALACAO)
    pagina = entrar(admin)
    pagina.goto(f"/clientes/servicos/{servico.pk}/?aba=tarefas-agendadas")
    agendar(pagina, "Alterar Status do Serviço do Cliente", {"Status do serviço": "Suspenso por débito"})
    linhas = pagina.locator("#lista-aba tbody tr")
    expect(linhas).to_have_count(1)
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("tarefa agendada")
    assert chegar_a_hora() == 1

    # Not installed yet: it says why, and can be tried again once that is mended.
    pagina.reload()
    expect(linhas.first).to_contain_text("Falhou")
    expect(linhas.first).to_contain_text("Não é possível suspender por débito um serviço aguardando instalação")
    foto(pagina, "c15-falhou")
    habilitar(servico, usuario=admin)
    linhas.first.get_by_role("link", name="Tentar de novo").click()
    pagina.locator("#modal").get_by_role("button", name="Tentar de novo").click()
    ver_aviso(pagina, "A tarefa será executada em instantes.")
    assert chegar_a_hora() == 1
    pagina.reload()
    expect(linhas.first).to_contain_text("Concluída")
    expect(pagina.locator("h1 .badge", has_text="Suspenso por débito")).to_be_visible()

    agendar(pagina, "Cancelar Serviço do Cliente", {"Motivo do cancelamento": "Mudança de cidade"})
    expect(linhas).to_have_count(2)
    celular = entrar(admin, largura=TELEFONE)
    celular.goto("/clientes/tarefas/?situacao=pendente")
    expect(celular.locator("#lista tbody tr")).to_have_count(1)
    expect(celular.locator("#lista")).to_contain_text("Rita Alves")
    sem_rolagem_lateral(celular)
    foto(celular, "c15-lista")
    celular.get_by_role("link", name="Cancelar tarefa").click()
    celular.locator("#modal").get_by_role("button", name="Cancelar tarefa").click()
    ver_aviso(celular, "Tarefa cancelada.")
    assert chegar_a_hora() == 0
    servico.refresh_from_db()
    assert servico.status == Status.SUSPENSO_DEBITO

    # Asked for again, it cancels the service on the day; the list says what, when, how and who.
    pagina.reload()
    agendar(pagina, "Cancelar Serviço do Cliente", {"Motivo do cancelamento": "Mudança de cidade"})
    assert chegar_a_hora() == 1
    pagina.reload()
    expect(pagina.locator("h1 .badge", has_text="Cancelado")).to_be_visible()
    protocolo = ProtocoloCancelamento.objects.get(servico=servico)
    feita = linhas.filter(has_text=f"Serviço cancelado. Protocolo {protocolo.numero}")
    for texto in ("Mudança de cidade", "Concluída", "Alice Admin"):
        expect(feita).to_contain_text(texto)
    expect(feita.get_by_text("Sim", exact=True)).to_have_count(2)
    foto(pagina, "c15-cancelado")
