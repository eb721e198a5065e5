"""C12: the ⋮ of a service shows what its state allows, and does it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.acoes import cancelar
from clientes.estados import TABELA, Status, permitidas
from tests.clientes import fabricas
from tests.e2e.navegador import escolher, esperar_htmx, foto, ver_aviso

pytestmark = pytest.mark.django_db(transaction=True)


def menu(pagina: Page, status: Status) -> Any:
    """Open the ⋮ of the only service and check that it has what the table says."""
    cartao = pagina.locator("article")
    cartao.get_by_role("button", name="Ações de").click()
    lista = cartao.locator(".dropdown-menu.show")
    expect(lista).to_be_visible()
    rotulos = {texto.strip() for texto in lista.locator(".dropdown-item").all_inner_texts()}
    assert rotulos & {linha.rotulo for linha in TABELA} == {linha.rotulo for linha in permitidas(status)}
    return lista


def fazer(pagina: Page, acao: str, motivo: str | None, antes: Status, depois: Status) -> None:
    menu(pagina, antes).get_by_text(acao, exact=True).click()
    janela = pagina.locator("#modal")
    enviar = janela.locator("button[type=submit]")
    expect(enviar).to_contain_text(acao)
    if motivo is not None:
        enviar.click()
        expect(janela.locator(".invalid-feedback")).to_be_visible()
        janela.get_by_label("Motivo").fill(motivo)
        foto(pagina, f"c12-{depois.value}", inteira=False)
    enviar.click()
    ver_aviso(pagina, depois.label.lower())
    expect(pagina.locator("article")).to_contain_text(depois.label)
    esperar_htmx(pagina)


def test_vida_de_um_servico(entrar: Callable[..., Page], admin: Any) -> None:
    servico = fabricas.servico(status=Status.AGUARDANDO_INSTALACAO)
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{servico.cliente_id}/")
    fazer(pagina, "Habilitar", None, Status.AGUARDANDO_INSTALACAO, Status.HABILITADO)
    fazer(pagina, "Suspender parcialmente", "15 dias", Status.HABILITADO, Status.SUSPENSO_PARCIAL)
    fazer(pagina, "Suspender por débito", "20 dias", Status.SUSPENSO_PARCIAL, Status.SUSPENSO_DEBITO)
    fazer(pagina, "Habilitar", None, Status.SUSPENSO_DEBITO, Status.HABILITADO)
    fazer(pagina, "Suspender a pedido do cliente", "Viagem", Status.HABILITADO, Status.SUSPENSO_PEDIDO)
    fazer(pagina, "Cancelar", "Mudou de cidade", Status.SUSPENSO_PEDIDO, Status.CANCELADO)
    expect(pagina.locator("article")).to_contain_text("Mudou de cidade")
    pagina.goto(f"/clientes/servicos/{servico.pk}/?aba=historicos")
    expect(pagina.locator("#aba")).to_contain_text("de Suspenso a pedido do cliente para Cancelado. Motivo: Mudou")
    servico.refresh_from_db()
    assert servico.status == Status.CANCELADO
    assert servico.periodos.count() == 7


def test_atalhos_levam_a_aba_e_somem_com_o_estado(entrar: Callable[..., Page], admin: Any) -> None:
    servico = fabricas.servico()
    pagina = entrar(admin)
    for atalho, aba in (
        ("Endereços", "Endereços"),
        ("Contratos", "Contratos"),
        ("Documentação de senhas", "Documentação de senhas"),
        ("Equipamentos", "Equipamentos"),
        ("Tarefas agendadas", "Tarefas agendadas"),
        ("Dados de cobrança", "Cobrança"),
        ("Últimas autenticações", "Autenticações"),
        ("Extrato de conexões", "Conexões"),
        ("Histórico PoD/CoA", "PoD/CoA"),
        ("Históricos", "Históricos"),
    ):
        pagina.goto(f"/clientes/{servico.cliente_id}/")
        menu(pagina, Status.HABILITADO).get_by_text(atalho, exact=True).click()
        expect(pagina.get_by_role("tab", name=aba, exact=True)).to_have_attribute("aria-selected", "true")
    so_dos_ativos = (
        "Agendar tarefa",
        "Navegação customizada",
        "Migrar para outro serviço",
        "Migrar para outro cliente",
    )
    pagina.goto(f"/clientes/{servico.cliente_id}/")
    lista = menu(pagina, Status.HABILITADO)
    for nome in so_dos_ativos:
        expect(lista.get_by_text(nome, exact=True)).to_have_count(1)
    expect(lista.get_by_text("Desbloqueio em confiança")).to_have_count(0)
    lista.get_by_text("Ver no mapa", exact=True).click()
    expect(pagina.locator("h1")).to_contain_text("no mapa")
    cancelar(servico, motivo="Mudou")
    pagina.goto(f"/clientes/{servico.cliente_id}/")
    lista = menu(pagina, Status.CANCELADO)
    for nome in so_dos_ativos:
        expect(lista.get_by_text(nome, exact=True)).to_have_count(0)
    expect(lista.get_by_text("Endereços")).to_be_visible()
    # Who opened the form before it was cancelled is refused by the server.
    pagina.goto(f"/clientes/servicos/{servico.pk}/tarefas/adicionar/")
    pagina.get_by_role("button", name="Agendar").click()
    expect(pagina.locator("#formulario")).to_contain_text("O serviço está cancelado")


def test_quem_chegou_tarde_le_o_que_fazer(entrar: Callable[..., Page], admin: Any) -> None:
    servico = fabricas.servico()
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{servico.cliente_id}/")
    menu(pagina, Status.HABILITADO).get_by_text("Suspender por débito").click()
    janela = pagina.locator("#modal")
    janela.get_by_label("Motivo").fill("tarde")
    servico.status = Status.SUSPENSO_PEDIDO
    servico.save()
    janela.get_by_role("button", name="Suspender por débito").click()
    expect(janela).to_contain_text("Recarregue a página para ver o estado atual")


def test_editar_plano_e_valor(entrar: Callable[..., Page], admin: Any) -> None:
    fabricas.plano(nome="Fibra 800", valor=Decimal("150.00"))
    servico = fabricas.servico(plano=fabricas.plano(nome="Fibra 200", valor=Decimal("80.00")))
    pagina = entrar(admin)
    pagina.goto(f"/clientes/servicos/{servico.pk}/")
    pagina.get_by_role("button", name="Ações").click()
    pagina.locator(".dropdown-menu.show").get_by_text("Editar", exact=True).click()
    janela = pagina.locator("#modal")
    expect(janela.get_by_label("Valor por mês")).to_have_value("80,00")
    expect(janela.locator(".ts-wrapper").first).to_be_visible()
    escolher(pagina, "Plano/Serviço", "Fibra 800")
    janela.get_by_label("Valor por mês").fill("140,00")
    janela.get_by_label("Referência do valor").fill("promoção de maio")
    foto(pagina, "c12-editar", inteira=False)
    janela.get_by_role("button", name="Salvar").click()
    cabecalho = pagina.locator("#detalhe-cabecalho")
    expect(cabecalho).to_contain_text("Fibra 800")
    expect(cabecalho).to_contain_text("desconto de R$ 10,00 sobre o plano")
    expect(cabecalho).to_contain_text("promoção de maio")
    pagina.get_by_role("tab", name="Históricos").click()
    expect(pagina.locator("#aba")).to_contain_text(
        "Plano alterado de Fibra 200 para Fibra 800, valor alterado de R$ 80,00 para R$ 140,00."
    )
    foto(pagina, "c12-servico")


def test_finalizar_a_instalacao_nao_habilita(entrar: Callable[..., Page], admin: Any) -> None:
    servico = fabricas.servico(status=Status.AGUARDANDO_INSTALACAO)
    ordem = OrdemServico.objects.create(servico=servico, tipo=TipoOrdemServico.objects.create(nome="Instalação"))
    pagina = entrar(admin)
    pagina.goto("/atendimento/ordens/")
    foto(pagina, "c12-ordens")
    pagina.get_by_role("link", name=str(ordem.pk), exact=True).click()
    pagina.get_by_role("link", name="Finalizar").click()
    janela = pagina.locator("#modal")
    expect(janela).to_contain_text("Finalizar não habilita o serviço")
    janela.get_by_label("O que foi feito").fill("Fibra lançada.")
    janela.get_by_role("button", name="Finalizar").click()
    expect(pagina.locator("h1")).to_contain_text("Finalizada")
    expect(pagina.locator("main")).to_contain_text("Fibra lançada.")
    expect(pagina.get_by_role("link", name="Finalizar")).to_have_count(0)
    foto(pagina, "c12-ordem")
    servico.refresh_from_db()
    assert servico.status == Status.AGUARDANDO_INSTALACAO
