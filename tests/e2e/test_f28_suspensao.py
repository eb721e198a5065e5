"""F28: who would be suspended is seen first, then the rule runs in a real worker and keeps why for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clientes.models import ServicoCliente
from financeiro.models import DadosCobranca
from hubsoft.core.datas import hoje
from tests.clientes import fabricas as de_clientes
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db(transaction=True)


def devedor(forma: Any, nome: str, dias: int, valor: str = "100.00") -> ServicoCliente:
    novo = de_clientes.servico(de_clientes.cliente(nome))
    DadosCobranca.objects.create(servico=novo, forma=forma, dia_vencimento=10)
    fabricas.cobranca(novo.cliente, valor, hoje() - dt.timedelta(days=dias), servico=novo)
    return novo


def carteira() -> dict[str, ServicoCliente]:
    forma = fabricas.forma_cobranca(
        descricao="Itaú Matriz",
        dias_suspensao_total=12,
        valor_minimo_suspender=Decimal("30.00"),
        suspende_fim_de_semana=True,
        suspende_feriado=True,
    )
    voltou = de_clientes.servico(de_clientes.cliente("Davi Pagou"), status="suspenso_debito")
    DadosCobranca.objects.create(servico=voltou, forma=forma, dia_vencimento=10)
    return {
        "ana": devedor(forma, "Ana Atrasada", 20),
        "bia": devedor(forma, "Bia Recente", 5),
        "caio": devedor(forma, "Caio Pouco", 40, "10.00"),
        "davi": voltou,
    }


def test_simular_e_executar(admin: Any, entrar: Callable[..., Page], trabalhador: Any) -> None:
    servicos = carteira()
    pagina = entrar(admin)
    pagina.goto("/financeiro/suspensao/")
    expect(pagina.get_by_text("Nenhuma rotina de suspensão está ligada")).to_be_visible()
    foto(pagina, "f28-0-vazia")
    pagina.locator(".empty").get_by_role("link", name="Simular").click()
    pagina.get_by_role("button", name="Simular").click()
    for nome, decisao in {
        "Ana Atrasada": "Seria suspenso",
        "Bia Recente": "Ficaria de fora",
        "Caio Pouco": "menos que o mínimo de R$ 30,00",
        "Davi Pagou": "Seria restaurado",
    }.items():
        expect(pagina.locator("tr", has_text=nome)).to_contain_text(decisao)
    expect(pagina.get_by_text("A lei (RGC) pede ao menos 15 dias")).to_be_visible()
    esperar_htmx(pagina)
    foto(pagina, "f28-1-simular")
    with pagina.expect_download() as espera:
        pagina.get_by_role("button", name="Exportar").click()
        pagina.get_by_role("link", name="CSV", exact=True).click()
    assert "Ana Atrasada" in Path(espera.value.path()).read_text(encoding="utf-8-sig")

    # Ten days from now Bia's turn would have come.
    pagina.get_by_role("link", name="Simular outro dia").click()
    pagina.locator("#modal").get_by_label("Dia simulado").fill((hoje() + dt.timedelta(days=10)).isoformat())
    foto(pagina, "f28-1-outro-dia")
    pagina.locator("#modal").get_by_role("button", name="Simular").click()
    expect(pagina.locator("tr", has_text="Bia Recente")).to_contain_text("Seria suspenso")
    assert set(ServicoCliente.objects.values_list("status", flat=True)) == {"habilitado", "suspenso_debito"}
    pagina.get_by_role("link", name="Excluir").click()
    pagina.locator("#modal").get_by_role("button", name="Excluir").click()
    ver_aviso(pagina, "excluída")

    pagina.goto("/financeiro/suspensao/")
    pagina.get_by_role("link", name="Executar agora").click()
    pagina.locator("#modal").get_by_role("button", name="Executar agora").click()
    expect(pagina.locator(".progresso")).to_contain_text("1 suspenso, 1 restaurado, 2 deixados de fora", timeout=20_000)
    estados = dict(ServicoCliente.objects.values_list("pk", "status"))
    assert estados[servicos["ana"].pk] == "suspenso_debito"
    assert estados[servicos["davi"].pk] == "habilitado"
    pagina.goto("/financeiro/suspensao/")
    expect(pagina.locator("tbody tr")).to_have_count(2)
    foto(pagina, "f28-2-lista")
    pagina.locator("tbody tr", has_text="Execução").get_by_role("link").first.click()
    linha = pagina.locator("#aba tr", has_text="Ana Atrasada")
    expect(linha).to_contain_text("R$ 100,00 em aberto há 20 dias.")
    esperar_htmx(pagina)
    foto(pagina, "f28-3-decisoes")
    linha.get_by_role("link", name="Ana Atrasada").click()
    expect(pagina.locator("h1")).to_contain_text("Ana Atrasada")


def test_no_telefone(admin: Any, entrar: Callable[..., Page]) -> None:
    carteira()
    pagina = entrar(admin, TELEFONE)
    pagina.goto("/financeiro/suspensao/simular/")
    pagina.get_by_role("button", name="Simular").click()
    expect(pagina.get_by_text("menos que o mínimo de R$ 30,00")).to_be_visible()
    sem_rolagem_lateral(pagina)
    foto(pagina, "f28-1-simular")
    pagina.goto("/financeiro/suspensao/")
    sem_rolagem_lateral(pagina)
    foto(pagina, "f28-2-lista")
    pagina.goto("/financeiro/suspensao/encerrar/")
    expect(pagina.locator(".abas .active", has_text="Contratos a encerrar")).to_be_in_viewport(ratio=0.9)
    sem_rolagem_lateral(pagina)
