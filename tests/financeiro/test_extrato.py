"""The statement of a client (F30): its balance is what is open, whatever happened."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from financeiro.acoes import Recebimento, estornar, montar_fatura, receber
from financeiro.acoes.adicionar_cobranca import cancelar_cobranca
from financeiro.acoes.dar_desconto import dar_desconto
from financeiro.models import Cobranca, LinhaExtrato
from hubsoft.core.datas import hoje
from tests.clientes.fabricas import cliente
from tests.financeiro import fabricas

reais = st.decimals("0.05", "500.00", places=2)


def aberto(dono: Any) -> Decimal:
    return sum((c.saldo for c in Cobranca.objects.filter(cliente=dono)), Decimal(0))


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    valores=st.lists(reais, min_size=1, max_size=5),
    atraso=st.integers(0, 90),
    parte=st.decimals("0.01", "1.00", places=2),
    desconto=st.booleans(),
    desfazer=st.booleans(),
)
def test_saldo_do_extrato_e_o_que_esta_em_aberto(
    admin: Any, valores: list[Decimal], atraso: int, parte: Decimal, desconto: bool, desfazer: bool
) -> None:
    dona, outra, caixa = cliente(), cliente("Outra"), fabricas.caixa()
    fabricas.cobranca(outra, "77.00")
    vencimento = hoje() - dt.timedelta(days=atraso)
    cobrancas = [fabricas.cobranca(dona, str(v), vencimento) for v in valores]
    montar_fatura(cobrancas[:1], fabricas.forma_cobranca(), vencimento, vencimento - dt.timedelta(days=9))
    if desconto and valores[0] > Decimal("0.05"):
        dar_desconto(cobrancas[0], Decimal("0.05"), motivo="Falta de conexão", usuario=admin)
    valor = max(Decimal("0.01"), (sum(valores, Decimal(0)) * parte).quantize(Decimal("0.01")))
    pagas = cobrancas[:-1] or cobrancas
    try:
        recibo = receber(Recebimento(pagas, caixa, "dinheiro", hoje(), f"{dona.pk}", valor), admin)
    except Exception as erro:  # more than what is due: pay all of it
        assert "passa do que é devido" in str(erro)  # noqa: PT017
        recibo = receber(Recebimento(pagas, caixa, "dinheiro", hoje(), f"{dona.pk}"), admin)
    if len(cobrancas) > 1:
        cancelar_cobranca(cobrancas[-1], motivo="Engano", usuario=admin)
    if desfazer:
        estornar(recibo, motivo="Cliente errado", usuario=admin)
    linhas = LinhaExtrato.objects.filter(cliente=dona)
    ultima = linhas.first()
    assert ultima is not None
    assert ultima.saldo == aberto(dona)
    somas = linhas.aggregate(d=Sum("debito"), c=Sum("credito"))
    assert somas["d"] - somas["c"] == ultima.saldo
    corrente = Decimal(0)
    for linha in linhas.reverse():
        corrente += linha.debito - linha.credito
        assert linha.saldo == corrente


@pytest.mark.django_db
def test_pdf_do_extrato_traz_saldo_anterior_e_final(client_admin: Any, admin: Any) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    dona, caixa = cliente("Íris Extrato"), fabricas.caixa()
    cobrancas = [fabricas.cobranca(dona, "100.00"), fabricas.cobranca(dona, "50.00")]
    receber(Recebimento(cobrancas[:1], caixa, "pix", hoje(), "a"), admin)
    url = reverse("financeiro:cliente_extrato_pdf", args=[dona.pk])
    texto = "\n".join(p.extract_text() for p in PdfReader(BytesIO(client_admin.get(url).content)).pages)
    assert "Íris Extrato" in texto
    assert "Saldo: R$ 50,00" in texto
    texto = PdfReader(BytesIO(client_admin.get(url + "?tipo=recibo").content)).pages[0].extract_text()
    assert (
        "150,00" in texto.split("Saldo anterior")[1].splitlines()[0] + texto.split("Saldo anterior")[1].splitlines()[1]
    )


@pytest.mark.django_db
def test_extrato_de_outra_cidade_nao_aparece(client: Any, atendente: Any) -> None:
    from tests.fabricas import cidade

    fora = cliente("Fora", cidade=cidade("Guaíra"))
    fabricas.cobranca(fora)
    client.force_login(atendente)
    for nome in ("cliente_extrato", "cliente_extrato_pdf"):
        assert client.get(reverse(f"financeiro:{nome}", args=[fora.pk])).status_code == 404


@pytest.mark.django_db
def test_extrato_em_poucas_consultas(client_admin: Any, django_assert_max_num_queries: Any) -> None:
    dona = cliente()
    for _ in range(30):
        fabricas.cobranca(dona)
    url = reverse("financeiro:cliente_extrato", args=[dona.pk])
    client_admin.get(url)
    with django_assert_max_num_queries(12):
        client_admin.get(url)


@pytest.mark.django_db
def test_soma_do_rodape_so_onde_se_contou_tudo(client_admin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dona = cliente()
    for _ in range(3):
        fabricas.cobranca(dona, "10.00")
    url = reverse("financeiro:cobranca_lista")
    assert "R$ 30,00" in client_admin.get(url).content.decode().replace("\xa0", " ")
    monkeypatch.setattr("hubsoft.core.telas.paginas.PaginadorComTeto.teto", 2)
    assert "Total do filtro" not in client_admin.get(url).content.decode()
