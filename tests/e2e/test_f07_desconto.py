"""F07: a discount with its reason, given at the counter and told by the receipt; the boleto keeps its value."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from financeiro.acoes import montar_fatura
from financeiro.models import Recibo
from hubsoft.core.datas import hoje
from tests.clientes.fabricas import cliente
from tests.e2e.navegador import esperar_htmx, foto, ver_aviso
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db(transaction=True)


def texto_do_pdf(pagina: Page, url: str) -> str:
    resposta = pagina.request.get(url)
    assert resposta.ok
    return " ".join("\n".join(p.extract_text() for p in PdfReader(io.BytesIO(resposta.body())).pages).split())


def test_f07_desconto_com_motivo_recebido_no_caixa(admin: Any, entrar: Callable[..., Page]) -> None:
    dona, caixa = cliente("Rui Sem Sinal"), fabricas.caixa()
    fatura = montar_fatura(
        [fabricas.cobranca(dona, "99.90"), fabricas.cobranca(dona, "20.00")],
        fabricas.forma_cobranca(conta_dv="7"),
        hoje(),
        hoje(),
    )
    pagina = entrar(admin)
    pagina.goto(f"/financeiro/faturas/{fatura.pk}/")
    pagina.get_by_role("link", name="Add Desconto", exact=True).first.click()
    modal = pagina.locator("#modal")
    modal.get_by_label("Valor do desconto").fill("19,90")
    modal.get_by_role("button", name="Salvar").click()
    expect(modal.locator(".invalid-feedback")).to_be_visible()
    modal.get_by_label("Motivo").fill("Três dias sem conexão")
    modal.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Desconto dado")
    expect(pagina.locator("#aba")).to_contain_text("Três dias sem conexão")
    esperar_htmx(pagina)
    foto(pagina, "f07-fatura")
    assert "119,90" in texto_do_pdf(pagina, f"/financeiro/faturas/{fatura.pk}/boleto/")

    pagina.get_by_role("link", name="Receber", exact=True).first.click()
    expect(pagina.locator("#total-devido")).to_have_text(re.compile(r"100,00"))
    foto(pagina, "f07-receber")
    pagina.get_by_role("button", name="Receber").click()
    ver_aviso(pagina, "Recebimento registrado")
    expect(pagina.locator("#conteudo")).to_contain_text("Três dias sem conexão")
    foto(pagina, "f07-recibo")
    recibo = Recibo.objects.get()
    assert (recibo.valor, recibo.caixa) == (Decimal("100.00"), caixa)
    for layout in ("termico", "comum"):
        texto = texto_do_pdf(pagina, f"/financeiro/recibos/{recibo.pk}/imprimir/{layout}/")
        assert "Três dias sem conexão" in texto
        assert "100,00" in texto
    fatura.refresh_from_db()
    assert fatura.status == "paga"
