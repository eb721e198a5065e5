"""F16 and F07: what the bank received above the debt is the client's credit: seen, used on a fatura, undone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.models import MovimentoCaixa, UsoCredito
from hubsoft.core.datas import hoje
from tests.clientes.fabricas import cliente
from tests.e2e.navegador import TELEFONE, esperar_htmx, foto, sem_rolagem_lateral, ver_aviso
from tests.financeiro import fabricas
from tests.financeiro.banco import fatura, itau
from tests.standins.banco import Liquidacao

pytestmark = pytest.mark.django_db(transaction=True)


def test_pago_a_mais_vira_credito_que_paga_outra_fatura_e_volta(
    admin: Any, entrar: Callable[..., Page], trabalhador: Any
) -> None:
    ana = cliente("Ana Souza")
    forma, banco = itau(descricao="Conta da Matriz")
    paga, aberta = fatura(forma, "100.00", dona=ana), fatura(forma, "50.00", dona=ana)
    fabricas.caixa(empresa=forma.empresa)
    banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo))
    retorno = banco.gerar_retorno(
        hoje(), liquidacoes=[Liquidacao(paga.nosso_numero, Decimal("130.00"), hoje(), hoje(), tarifa=Decimal("1.95"))]
    )

    pagina = entrar(admin)
    pagina.goto("/financeiro/retornos/enviar/")
    pagina.get_by_label("Arquivo de retorno").set_input_files(
        {"name": "CB2511.RET", "mimeType": "text/plain", "buffer": retorno}
    )
    pagina.get_by_role("button", name="Enviar").click()
    pagina.get_by_role("link", name="Aplicar").click()
    pagina.locator("#modal").get_by_role("button", name="Aplicar").click()
    expect(pagina.locator(".progresso")).to_contain_text("Concluído", timeout=20_000)

    # Seen where the staff look: the receipt and the client.
    pagina.goto(f"/clientes/{ana.pk}/?aba=recibos")
    pagina.locator("#aba tbody").get_by_role("link").first.click()
    expect(pagina.locator("#conteudo")).to_contain_text("30,00")
    expect(pagina.locator("#conteudo")).to_contain_text("crédito")
    foto(pagina, "f16-credito-recibo")
    pagina.goto(f"/clientes/{ana.pk}/?aba=financeiro")
    credito = pagina.locator("#aba .numeros > div", has_text="recebido acima do devido")
    expect(credito).to_contain_text("30,00")
    foto(pagina, "f16-credito-cliente")

    pagina.get_by_label(f"Selecionar a fatura {aberta.pk}").check()
    pagina.get_by_role("button", name="Usar crédito").click()
    valor = pagina.get_by_label("Crédito a usar")
    expect(valor).to_have_value("30,00")
    valor.fill("31,00")
    pagina.get_by_role("button", name="Usar crédito").click()
    expect(pagina.locator("#div_id_valor .invalid-feedback")).to_contain_text("R$ 30,00 de crédito")
    foto(pagina, "f16-credito-demais")
    valor.fill("20,00")
    pagina.get_by_role("button", name="Usar crédito").click()
    ver_aviso(pagina, "R$ 20,00 de crédito usados")
    linha = pagina.locator("#aba tr", has_text=f"Fatura {aberta.pk}")
    expect(linha).to_contain_text("30,00")
    expect(linha).to_contain_text("Paga em parte")
    expect(credito).to_contain_text("10,00")
    foto(pagina, "f16-credito-usado")
    assert [m.valor for m in MovimentoCaixa.objects.order_by("pk")] == [Decimal("130.00"), Decimal("-1.95")]

    # On a phone: the same tab, and the use undone.
    pagina.set_viewport_size({"width": TELEFONE, "height": 844})
    pagina.goto(f"/financeiro/clientes/{ana.pk}/credito/?fatura={aberta.pk}")
    sem_rolagem_lateral(pagina)
    foto(pagina, "f16-credito-usar")
    pagina.goto(f"/clientes/{ana.pk}/?aba=financeiro")
    expect(credito).to_be_visible()
    sem_rolagem_lateral(pagina)
    foto(pagina, "f16-credito-usado")
    pagina.locator("#aba tr", has_text="20,00").get_by_role("link", name="Estornar").click()
    modal = pagina.locator("#modal")
    modal.get_by_label("Motivo").fill("A cliente quer guardar o crédito")
    foto(pagina, "f16-credito-estornar", inteira=False)
    modal.get_by_role("button", name="Estornar").click()
    ver_aviso(pagina, "O cliente tem o crédito de volta")
    expect(credito).to_contain_text("30,00")
    expect(pagina.locator("#aba tr", has_text="20,00")).to_contain_text("Estornado")
    esperar_htmx(pagina)
    foto(pagina, "f16-credito-estornado")
    aberta.refresh_from_db()
    assert (aberta.status, aberta.valor_recebido) == ("aberta", Decimal("0.00"))
    assert UsoCredito.objects.get().motivo_estorno == "A cliente quer guardar o crédito"
