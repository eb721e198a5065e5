"""F05: the discount for paying in time is on the boleto and at the receipt, not in the listed value."""

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
from tests.e2e.navegador import foto, ver_aviso
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db(transaction=True)


def texto_do_pdf(pagina: Page, url: str) -> str:
    resposta = pagina.request.get(url)
    assert resposta.ok
    return " ".join("\n".join(p.extract_text() for p in PdfReader(io.BytesIO(resposta.body())).pages).split())


def test_f05_desconto_promocional_aparece_no_boleto_e_ao_receber(admin: Any, entrar: Callable[..., Page]) -> None:
    dona = cliente("Ana Em Dia")
    fabricas.caixa()
    fatura = montar_fatura([fabricas.cobranca(dona, "100.00")], fabricas.forma_cobranca(conta_dv="7"), hoje(), hoje())
    pagina = entrar(admin)
    pagina.goto(f"/financeiro/faturas/{fatura.pk}/")
    pagina.get_by_role("link", name="Dar desconto promocional em").click()
    modal = pagina.locator("#modal")
    modal.get_by_label("Valor do desconto").fill("10,00")
    foto(pagina, "f05-promocional", inteira=False)
    modal.get_by_role("button", name="Salvar").click()
    ver_aviso(pagina, "Desconto promocional dado")
    frase = f"Desconto de R$ 10,00 para pagamento até o dia {hoje():%d/%m/%Y}"
    expect(pagina.locator("#aba")).to_contain_text(frase)
    expect(pagina.locator("#detalhe-cabecalho")).to_contain_text("100,00")
    assert frase in texto_do_pdf(pagina, f"/financeiro/faturas/{fatura.pk}/boleto/")
    pagina.goto(f"/financeiro/clientes/{dona.pk}/receber/?fatura={fatura.pk}")
    expect(pagina.locator("#total-devido")).to_have_text(re.compile(r"90,00"))
    pagina.get_by_role("button", name="Receber").click()
    ver_aviso(pagina, "Recebimento registrado")
    assert Recibo.objects.get().valor == Decimal("90.00")
