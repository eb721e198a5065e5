"""F02: charges by hand, alone or with their boletos, once or for some months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from financeiro.models import Cobranca, DadosCobranca, Fatura
from hubsoft.core.datas import hoje, primeiro_do_mes
from tests.clientes.fabricas import cliente, servico
from tests.e2e.navegador import TELEFONE, escolher, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db(transaction=True)


def test_cobranca_avulsa_e_cobranca_com_fatura(admin: Any, entrar: Callable[..., Page]) -> None:
    dona = cliente("Maria das Cobranças")
    do_servico = servico(dona)
    forma = fabricas.forma_cobranca(conta_dv="7")
    DadosCobranca.objects.create(servico=do_servico, forma=forma, dia_vencimento=10)
    pagina = entrar(admin)
    pagina.goto(f"/clientes/{dona.pk}/?aba=financeiro")
    pagina.get_by_role("link", name="Adicionar cobrança").click()
    modal = pagina.locator("#modal")
    modal.get_by_label("Descrição").fill("Visita técnica")
    modal.get_by_label("Valor (R$)").fill("80,00")
    modal.get_by_label("Desconto (R$)").fill("80,00")
    modal.get_by_role("button", name="Gerar cobrança avulsa").click()
    expect(modal.locator(".invalid-feedback")).to_contain_text("menor que o valor")
    foto(pagina, "f02-erro", inteira=False)
    modal.get_by_label("Desconto (R$)").fill("5,00")
    modal.get_by_label("Repetir por").fill("3")
    modal.get_by_role("button", name="Gerar cobrança avulsa").click()
    ver_aviso(pagina, "3 cobranças adicionadas")
    expect(pagina.locator("#aba")).to_contain_text("Visita técnica (3/3)")
    assert list(Cobranca.objects.values_list("valor", "desconto")) == [(Decimal("80.00"), Decimal("5.00"))] * 3

    pagina.get_by_role("link", name="Adicionar cobrança").click()
    modal.get_by_label("Tipo de serviço").select_option("mensalidade")
    escolher(pagina, "Serviço/Plano", do_servico.plano.nome)
    modal.get_by_label("Descrição").fill("Mensalidade adiantada")
    modal.get_by_label("Valor (R$)").fill("99,90")
    vencimento = hoje() + dt.timedelta(days=5)
    modal.get_by_label("Vencimento", exact=False).first.fill(vencimento.isoformat())
    modal.get_by_label("Data base").fill(hoje().isoformat())
    foto(pagina, "f02-com-fatura", inteira=False)
    modal.get_by_role("button", name="Gerar cobrança e fatura").click()
    ver_aviso(pagina, "1 fatura gerada")
    fatura = Fatura.objects.get()
    assert (fatura.valor, fatura.vencimento, fatura.forma) == (Decimal("99.90"), vencimento, forma)
    assert fatura.cobrancas.get().competencia == primeiro_do_mes(hoje())

    pagina.get_by_role("link", name="Adicionar cobrança").click()
    modal.get_by_label("Tipo de serviço").select_option("mensalidade")
    escolher(pagina, "Serviço/Plano", do_servico.plano.nome)
    modal.get_by_label("Descrição").fill("De novo")
    modal.get_by_label("Valor (R$)").fill("99,90")
    modal.get_by_label("Data base").fill(hoje().isoformat())
    modal.get_by_role("button", name="Gerar cobrança avulsa").click()
    expect(modal.locator(".invalid-feedback")).to_contain_text("já tem mensalidade")
    pagina.keyboard.press("Escape")

    telefone = entrar(admin, TELEFONE)
    telefone.goto(f"/financeiro/clientes/{dona.pk}/adicionar-cobranca/")
    sem_rolagem_lateral(telefone)
    foto(telefone, "f02-telefone")

    pagina.goto("/financeiro/cobrancas/?sem_fatura=true")
    for caixinha in pagina.get_by_label("Selecionar linha").all():
        caixinha.check()
    pagina.get_by_role("button", name="Cancelar").click()
    modal.get_by_label("Motivo").fill("Cliente desistiu")
    modal.get_by_role("button", name="Cancelar cobranças").click()
    ver_aviso(pagina, "3 cobranças canceladas")
    esperar_htmx(pagina)
    assert Cobranca.objects.filter(status="cancelada").count() == 3
