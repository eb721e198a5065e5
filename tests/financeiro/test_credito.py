"""Credit of a client: what a bank received above the debt, used on what is open, and that undone."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clientes.models import Cliente
from financeiro.acoes import Recebimento, estornar, receber
from financeiro.acoes.liquidar_titulos import Pagamento, liquidar_titulos
from financeiro.acoes.receber import Parte
from financeiro.acoes.usar_credito import PedidoDeUso, _itens, estornar_uso, usar_credito
from financeiro.consultas.credito import credito_do_cliente
from financeiro.models import Caixa, Cobranca, Fatura, LinhaExtrato, MovimentoCaixa, Recibo, UsoCredito
from financeiro.regras.encargos import Encargos
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from tests.clientes.fabricas import cliente
from tests.fabricas import cidade
from tests.financeiro import fabricas
from tests.financeiro.banco import HOJE, VENCIMENTO, fatura, itau


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


def pago_a_mais(dona: Cliente, forma, caixa: Caixa, admin, pago: str = "130.00") -> Recibo:
    """Return the receipt of a fatura of R$ 100 paid above at the bank."""
    titulo = fatura(forma, dona=dona)
    pagamento = Pagamento(titulo.pk, f"k{titulo.pk}", HOJE, HOJE, Decimal(pago), ZERO, ZERO, ZERO)
    with transaction.atomic():
        (recebido,) = liquidar_titulos([pagamento], caixa, admin, "teste")
    return recebido.recibo


def usar(dona: Cliente, *cobrancas: Cobranca, valor: str | None = None, chave: str = "u", admin=None) -> UsoCredito:
    reais = None if valor is None else Decimal(valor)
    return usar_credito(PedidoDeUso(dona.pk, list(cobrancas), chave, reais), admin)


@pytest.mark.django_db
def test_extrato_conta_o_credito_uma_vez_so(admin) -> None:
    dona, (forma, _banco), caixa = cliente(), itau(), fabricas.caixa()
    recibo = pago_a_mais(dona, forma, caixa, admin)

    def saldo() -> Decimal:
        return LinhaExtrato.objects.filter(cliente=dona)[0].saldo

    assert saldo() == Decimal("-30.00")
    aberta = fatura(forma, "50.00", dona=dona, vencimento=VENCIMENTO)
    assert saldo() == Decimal("20.00")
    uso = usar(dona, *aberta.cobrancas.all(), admin=admin)
    assert saldo() == Decimal("20.00"), "o crédito já estava no saldo"
    estornar_uso(uso, motivo="Engano", usuario=admin)
    assert saldo() == Decimal("20.00")
    estornar(recibo, motivo="Não era dele", usuario=admin)
    assert saldo() == Decimal("150.00")


@pytest.mark.django_db
def test_credito_paga_o_que_esta_aberto_e_volta_com_o_estorno(admin) -> None:
    dona, (forma, _banco), caixa = cliente(), itau(), fabricas.caixa()
    recibo = pago_a_mais(dona, forma, caixa, admin)
    assert credito_do_cliente(dona.pk) == Decimal("30.00")
    aberta = fatura(forma, "50.00", dona=dona, vencimento=VENCIMENTO)
    uso = usar(dona, *aberta.cobrancas.all(), admin=admin)
    aberta.refresh_from_db()
    assert (uso.valor, aberta.status, aberta.valor_recebido) == (Decimal("30.00"), "parcial", Decimal("30.00"))
    assert credito_do_cliente(dona.pk) == ZERO
    assert MovimentoCaixa.objects.get().valor == Decimal("130.00"), "nenhum dinheiro novo entrou"
    frase = Historico.objects.filter(cliente_id=dona.pk).last().frase
    assert frase == f"Crédito de R$ 30,00 usado na fatura {aberta.pk}."
    assert usar(dona, *aberta.cobrancas.all(), admin=admin) == uso, "o mesmo envio é o mesmo uso"
    estornar_uso(uso, motivo="Engano", usuario=admin)
    aberta.refresh_from_db()
    assert (aberta.status, aberta.valor_recebido) == ("aberta", ZERO)
    assert credito_do_cliente(dona.pk) == Decimal("30.00")
    with pytest.raises(ErroDeNegocio, match="já foi estornado"):
        estornar_uso(uso, motivo="De novo", usuario=admin)
    usar(dona, *aberta.cobrancas.all(), chave="u2", admin=admin)
    estornar(recibo, motivo="Não era dele", usuario=admin)
    aberta.refresh_from_db()
    assert aberta.status == "aberta", "sem o recibo não há o crédito que a pagou"
    assert credito_do_cliente(dona.pk) == ZERO
    assert set(Fatura.objects.values_list("status", flat=True)) == {"aberta"}


@pytest.mark.django_db
def test_dois_recibos_pagam_uma_fatura_e_o_estorno_de_um_deixa_o_outro(admin) -> None:
    dona, (forma, _banco), caixa = cliente(), itau(), fabricas.caixa()
    primeiro = pago_a_mais(dona, forma, caixa, admin, "120.00")
    pago_a_mais(dona, forma, caixa, admin, "145.50")
    aberta = fatura(forma, "60.00", dona=dona)
    uso = usar(dona, *aberta.cobrancas.all(), admin=admin)
    aberta.refresh_from_db()
    assert (aberta.status, uso.valor) == ("paga", Decimal("60.00"))
    assert [i.principal for i in uso.itens.order_by("pk")] == [Decimal("20.00"), Decimal("40.00")]
    assert credito_do_cliente(dona.pk) == Decimal("5.50")
    estornar(primeiro, motivo="Cheque sem fundo", usuario=admin)
    aberta.refresh_from_db()
    assert (aberta.status, aberta.valor_recebido) == ("parcial", Decimal("40.00"))
    estornar_uso(uso, motivo="Desfazer", usuario=admin)
    aberta.refresh_from_db()
    assert (aberta.status, aberta.valor_recebido) == ("aberta", ZERO)
    assert credito_do_cliente(dona.pk) == Decimal("45.50")


@pytest.mark.django_db
def test_vencida_paga_multa_e_juros_e_o_banco_baixa_o_titulo(admin) -> None:
    dona, (forma, _banco), caixa = cliente(), itau(), fabricas.caixa()
    pago_a_mais(dona, forma, caixa, admin, "300.00")
    vencida = fatura(forma, dona=dona, vencimento=HOJE - dt.timedelta(days=3))
    Fatura.objects.filter(pk=vencida.pk).update(registro=Fatura.Registro.CONFIRMADA)
    uso = usar(dona, *vencida.cobrancas.all(), admin=admin)
    vencida.refresh_from_db()
    assert (vencida.status, uso.valor) == ("paga", Decimal("102.10"))
    assert vencida.registro == Fatura.Registro.BAIXA_PENDENTE
    assert credito_do_cliente(dona.pk) == Decimal("97.90")


@pytest.mark.django_db
def test_recusas(admin) -> None:
    dona, outra, (forma, _banco), caixa = cliente(), cliente("Outra"), itau(), fabricas.caixa()
    aberta, alheia = fatura(forma, dona=dona), fatura(forma, dona=outra)
    with pytest.raises(ErroDeNegocio, match="não tem crédito"):
        usar(dona, *aberta.cobrancas.all(), admin=admin)
    pago_a_mais(dona, forma, caixa, admin)
    with pytest.raises(ErroDeNegocio, match=r"tem R\$ 30,00 de crédito"):
        usar(dona, *aberta.cobrancas.all(), valor="31.00", admin=admin)
    with pytest.raises(ErroDeNegocio, match="maior que zero"):
        usar(dona, *aberta.cobrancas.all(), valor="0.00", admin=admin)
    with pytest.raises(ErroDeNegocio, match="ao menos uma cobrança em aberto"):
        usar(dona, *alheia.cobrancas.all(), admin=admin)
    receber(Recebimento(list(aberta.cobrancas.all()), caixa, "dinheiro", HOJE, "k"), admin)
    with pytest.raises(ErroDeNegocio, match="em aberto"):
        usar(dona, *aberta.cobrancas.all(), admin=admin)
    assert credito_do_cliente(dona.pk) == Decimal("30.00")
    assert not UsoCredito.objects.exists()


REAIS = st.integers(1, 50_000).map(lambda n: Decimal(n) / 100)
ACRESCIMOS = st.integers(0, 5_000).map(lambda n: Decimal(n) / 100)


@given(
    partes=st.lists(st.tuples(REAIS, ACRESCIMOS, ACRESCIMOS), min_size=1, max_size=5),
    cortes=st.lists(st.integers(1, 100), min_size=1, max_size=5),
)
def test_as_partes_somam_cada_recibo_e_cada_cobranca(partes, cortes) -> None:
    devidas = [Parte(Cobranca(pk=n), p, Encargos(m, j)) for n, (p, m, j) in enumerate(partes)]
    total = sum((d.total for d in devidas), ZERO)
    fontes, resto = [], total
    for n, corte in enumerate(cortes):
        fontes.append((Recibo(pk=n), min(resto, (total * corte / 100).quantize(Decimal("0.01")))))
        resto -= fontes[-1][1]
    fontes.append((Recibo(pk=99), resto))
    itens = _itens(UsoCredito(), fontes, devidas)

    def valor(item) -> Decimal:
        assert min(item.principal, item.multa, item.juros, item.desconto) >= 0
        return item.principal + item.multa + item.juros - item.desconto

    for recibo, tinha in fontes:
        assert sum((valor(i) for i in itens if i.recibo_id == recibo.pk), ZERO) <= tinha
    for parte in devidas:
        minhas = [i for i in itens if i.cobranca_id == parte.cobranca.pk]
        assert sum((valor(i) for i in minhas), ZERO) == parte.total
        assert sum((i.principal for i in minhas), ZERO) == parte.principal


@pytest.mark.django_db(transaction=True)
def test_duas_pessoas_nao_usam_o_mesmo_credito(admin) -> None:
    dona, (forma, _banco), caixa = cliente(), itau(), fabricas.caixa()
    pago_a_mais(dona, forma, caixa, admin)
    abertas = [fatura(forma, dona=dona), fatura(forma, dona=dona)]
    largada, fim = threading.Barrier(2), []

    def clicar(n: int) -> None:
        try:
            largada.wait()
            fim.append(usar(dona, *abertas[n].cobrancas.all(), chave=f"u{n}", admin=admin).valor)
        except ErroDeNegocio as erro:
            fim.append(erro.mensagem)
        finally:
            connection.close()

    fios = [threading.Thread(target=clicar, args=[n]) for n in range(2)]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    assert Decimal("30.00") in fim
    assert any("não tem crédito" in str(f) for f in fim)
    assert credito_do_cliente(dona.pk) == ZERO


@pytest.mark.django_db
def test_pela_tela_ve_usa_e_estorna(client_admin: Client, client: Client, admin, atendente, estranho) -> None:
    dona, (forma, _banco), caixa = cliente("Ana", cidade("Sumaré")), itau(), fabricas.caixa()
    pago_a_mais(dona, forma, caixa, admin)
    aberta = fatura(forma, "50.00", dona=dona)
    aba, usar_url = (reverse(f"financeiro:{n}", args=[dona.pk]) for n in ("cliente_financeiro", "credito_usar"))
    pagina = client_admin.get(aba).content.decode()
    assert "recebido acima do devido" in pagina
    assert usar_url in pagina
    resposta = client_admin.get(usar_url, {"fatura": aberta.pk})
    form = resposta.context["form"]
    assert form.initial["valor"] == Decimal("30.00")
    dados = {"cobrancas": form.initial["cobrancas"], "chave": form.fields["chave"].initial, "valor": "25,00"}
    assert client_admin.post(usar_url, {**dados, "valor": "31,00"}).status_code == 422
    assert client_admin.post(usar_url, {**dados, "valor": "-1"}).status_code == 422
    for _vez in range(2):
        assert client_admin.post(usar_url, dados).status_code == 302
    uso = UsoCredito.objects.get()
    assert credito_do_cliente(dona.pk) == Decimal("5.00")
    estorno = reverse("financeiro:credito_estornar", args=[uso.pk])
    assert estorno in client_admin.get(aba).content.decode()
    assert client_admin.post(estorno, {"motivo": " "}).status_code == 422
    client.force_login(atendente)
    assert (client.get(usar_url).status_code, client.post(estorno, {"motivo": "x"}).status_code) == (404, 404)
    client.force_login(estranho)
    assert (client.get(usar_url).status_code, client.post(estorno, {"motivo": "x"}).status_code) == (403, 403)
    client.force_login(admin)
    assert client.post(estorno, {"motivo": "Engano"}).status_code == 302
    assert credito_do_cliente(dona.pk) == Decimal("30.00")
    assert "Estornado" in client.get(aba).content.decode()
