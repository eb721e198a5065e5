"""Faturas, receipts and reversals (F03, F06, F08)."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from configuracao.models import Feriado
from financeiro.acoes import Recebimento, estornar, montar_fatura, receber
from financeiro.acoes.liquidar_titulos import Pagamento, liquidar_titulos
from financeiro.bancos import codigo_barras
from financeiro.models import CaixaUsuario, Cobranca, Fatura, ItemRecibo, MovimentoCaixa, Recibo
from financeiro.pix import brcode
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Evento, Historico
from tests.clientes import fabricas as de_clientes
from tests.clientes.fabricas import cliente
from tests.fabricas import cidade
from tests.financeiro import fabricas

VENCIMENTO, EMISSAO = dt.date(2026, 11, 10), dt.date(2026, 11, 1)


def pedido(cobrancas, caixa, data=VENCIMENTO, chave="a", **campos) -> Recebimento:
    return Recebimento(cobrancas, caixa, "dinheiro", data, chave, **campos)


@pytest.mark.django_db
def test_fatura_soma_cobrancas_e_gera_boleto_com_pix() -> None:
    dona = cliente()
    forma = fabricas.forma_cobranca(pix_chave="52998224725", proximo_nosso_numero=77)
    fatura = montar_fatura(
        [fabricas.cobranca(dona, "99.90"), fabricas.cobranca(dona, "50.00")], forma, VENCIMENTO, EMISSAO
    )
    partes = codigo_barras.partes(codigo_barras.ler_linha_digitavel(fatura.linha_digitavel))
    assert fatura.valor == Decimal("149.90")
    assert (partes.banco, int(partes.centavos)) == ("341", 14990)
    assert brcode.ler(fatura.pix).valor == Decimal("149.90")
    assert fatura.nosso_numero == "77"
    forma.refresh_from_db()
    assert forma.proximo_nosso_numero == 78


@pytest.mark.django_db
def test_cobranca_entra_em_uma_fatura_so() -> None:
    dona, forma = cliente(), fabricas.forma_cobranca()
    cobranca = fabricas.cobranca(dona)
    montar_fatura([cobranca], forma, VENCIMENTO, EMISSAO)
    with pytest.raises(ErroDeNegocio, match="já está na fatura"):
        montar_fatura([cobranca], forma, VENCIMENTO, EMISSAO)
    with pytest.raises(ErroDeNegocio, match="um só cliente"):
        montar_fatura([fabricas.cobranca(dona), fabricas.cobranca(cliente("Outra"))], forma, VENCIMENTO, EMISSAO)
    assert Fatura.objects.count() == 1


@pytest.mark.django_db
def test_pagar_em_dia_quita_e_avisa(admin) -> None:
    dona, caixa = cliente(), fabricas.caixa()
    cobranca = fabricas.cobranca(dona)
    fatura = montar_fatura([cobranca], fabricas.forma_cobranca(), VENCIMENTO, EMISSAO)
    recibo = receber(pedido([cobranca], caixa), admin)
    fatura.refresh_from_db()
    assert (recibo.valor, fatura.status, fatura.pago_em) == (Decimal("100.00"), "paga", VENCIMENTO)
    assert Evento.objects.get(nome="fatura.paga").dados["fatura_id"] == fatura.pk
    assert "R$ 100,00" in Historico.objects.filter(objeto_tipo="financeiro.recibo").get().frase


@pytest.mark.django_db
def test_atraso_em_duas_vezes_custa_o_mesmo_que_em_uma(admin) -> None:
    dona, caixa, forma = cliente(), fabricas.caixa(), fabricas.forma_cobranca()
    cobranca = fabricas.cobranca(dona)
    fatura = montar_fatura([cobranca], forma, VENCIMENTO, EMISSAO)
    atrasado = VENCIMENTO + dt.timedelta(days=30)
    primeiro = receber(pedido([cobranca], caixa, atrasado, "1", valor=Decimal("51.50")), admin)
    cobranca.refresh_from_db()
    fatura.refresh_from_db()
    assert (cobranca.status, cobranca.saldo, fatura.status) == ("parcial", Decimal("50.00"), "parcial")
    segundo = receber(pedido([cobranca], caixa, atrasado, "2"), admin)
    assert primeiro.valor + segundo.valor == Decimal("103.00"), "100 de principal, 2 de multa e 1 de juros, uma vez"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dias", "ja_pago", "multa", "juros"),
    [
        (-1, "0.00", "0.00", "0.00"),
        (0, "0.00", "0.00", "0.00"),
        # 2 % once and 1 % a month over 30 days, both of the 100.01 that the fatura asks: the first day counts.
        (1, "0.00", "2.00", "0.03"),
        (2, "0.00", "2.00", "0.07"),
        (30, "0.00", "2.00", "1.00"),
        (45, "0.00", "2.00", "1.50"),
        # What was paid in time is not overdue.
        (1, "60.01", "0.80", "0.01"),
        (30, "60.01", "0.80", "0.40"),
    ],
)
def test_multa_e_juros_sao_do_que_esta_vencido_na_fatura(
    admin, dias: int, ja_pago: str, multa: str, juros: str
) -> None:
    """Not of the plan's price (R$ 500,00), and once for the fatura, however many charges it has."""
    contratado = de_clientes.servico(valor=Decimal("500.00"))
    dona, caixa = contratado.cliente, fabricas.caixa()
    partes = [fabricas.cobranca(dona, valor, servico=contratado) for valor in ("33.33", "33.33", "33.35")]
    fatura = montar_fatura(partes, fabricas.forma_cobranca(), VENCIMENTO, EMISSAO)
    if Decimal(ja_pago):
        receber(pedido(partes, caixa, VENCIMENTO, "antes", valor=Decimal(ja_pago)), admin)
    abertas = list(Cobranca.objects.filter(fatura=fatura, status__in=("aberta", "parcial")).order_by("pk"))
    recibo = receber(pedido(abertas, caixa, VENCIMENTO + dt.timedelta(days=dias), "depois"), admin)
    soma = recibo.itens.aggregate(multa=Sum("multa"), juros=Sum("juros"), principal=Sum("principal"))
    assert (soma["multa"], soma["juros"]) == (Decimal(multa), Decimal(juros))
    assert soma["principal"] == Decimal("100.01") - Decimal(ja_pago)
    assert recibo.valor == sum(soma.values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("vencimento", "pago_em", "encargos"),
    [
        # A Saturday before a national holiday, on a Sunday, and a Monday that works.
        (dt.date(2026, 11, 14), dt.date(2026, 11, 15), "0.00"),
        (dt.date(2026, 11, 14), dt.date(2026, 11, 16), "0.00"),
        # Later than that, the days are counted from the due date: 2.00 + 3 days of 1 % a month.
        (dt.date(2026, 11, 14), dt.date(2026, 11, 17), "2.10"),
        # A holiday of the client's city only, on a Tuesday.
        (dt.date(2026, 12, 8), dt.date(2026, 12, 9), "0.00"),
        (dt.date(2026, 12, 8), dt.date(2026, 12, 10), "2.07"),
        # A Friday that works gives no weekend.
        (dt.date(2026, 11, 13), dt.date(2026, 11, 14), "2.03"),
    ],
)
def test_vencida_em_dia_sem_banco_paga_se_sem_encargos_no_primeiro_dia_util(
    admin, vencimento: dt.date, pago_em: dt.date, encargos: str
) -> None:
    dona, caixa = cliente("Ana", cidade("Campinas")), fabricas.caixa()
    Feriado.objects.create(data=dt.date(2020, 12, 8), nome="Padroeira", todo_ano=True, cidade=cidade("Campinas"))
    cobranca = fabricas.cobranca(dona, vencimento=vencimento)
    montar_fatura([cobranca], fabricas.forma_cobranca(), vencimento, EMISSAO)
    recibo = receber(pedido([cobranca], caixa, pago_em), admin)
    assert recibo.valor == Decimal("100.00") + Decimal(encargos)


@pytest.mark.django_db
def test_banco_que_recebe_a_mais_no_primeiro_dia_util_da_credito(admin) -> None:
    """Without interest due, what exceeds is the client's; the calendars are read once for the batch."""
    sabado, segunda = dt.date(2026, 11, 14), dt.date(2026, 11, 16)
    forma, caixa = fabricas.forma_cobranca(), fabricas.caixa()
    faturas = [
        montar_fatura([fabricas.cobranca(cliente(f"Cliente {n}", cidade("Campinas")))], forma, sabado, EMISSAO)
        for n in range(6)
    ]
    pagos = [
        Pagamento(f.pk, f"p{f.pk}", segunda, segunda, Decimal("101.00"), Decimal(0), Decimal(0), Decimal(0))
        for f in faturas
    ]
    with transaction.atomic(), CaptureQueriesContext(connection) as consultas:
        recebidos = liquidar_titulos(pagos, caixa, admin, "Retorno")
    assert all("R$ 1,00 acima do devido" in r.aviso.replace("\xa0", " ") for r in recebidos)
    assert sum('FROM "configuracao_feriado"' in c["sql"] for c in consultas.captured_queries) == 1
    soma = ItemRecibo.objects.aggregate(m=Sum("multa"), j=Sum("juros"))
    assert soma == {"m": 0, "j": 0}


@pytest.mark.django_db
def test_estorno_reabre_e_devolve_sem_apagar(admin) -> None:
    dona, caixa = cliente(), fabricas.caixa()
    cobranca = fabricas.cobranca(dona)
    fatura = montar_fatura([cobranca], fabricas.forma_cobranca(), VENCIMENTO, EMISSAO)
    recibo = receber(pedido([cobranca], caixa), admin)
    estornar(recibo, motivo="Boleto errado", usuario=admin)
    cobranca.refresh_from_db()
    fatura.refresh_from_db()
    assert (cobranca.status, cobranca.saldo) == ("aberta", Decimal("100.00"))
    assert (fatura.status, fatura.pago_em) == ("aberta", None)
    assert MovimentoCaixa.objects.aggregate(Sum("valor"))["valor__sum"] == 0
    assert MovimentoCaixa.objects.count() == 2
    assert Evento.objects.filter(nome="recibo.estornado").exists()
    with pytest.raises(ErroDeNegocio, match="já foi estornado"):
        estornar(recibo, motivo="de novo", usuario=admin)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("valor", "trecho"), [("0", "maior que zero"), ("-5", "maior que zero"), ("100.01", "passa do que é devido")]
)
def test_valor_recebido_invalido_nao_grava_nada(admin, valor: str, trecho: str) -> None:
    cobranca = fabricas.cobranca(cliente())
    with pytest.raises(ErroDeNegocio, match=trecho):
        receber(pedido([cobranca], fabricas.caixa(), valor=Decimal(valor)), admin)
    assert not Recibo.objects.exists()


@pytest.mark.django_db
def test_so_recebe_no_caixa_quem_pode(atendente) -> None:
    cobranca, caixa = fabricas.cobranca(cliente()), fabricas.caixa()
    with pytest.raises(ErroDeNegocio, match="não pode receber neste caixa"):
        receber(pedido([cobranca], caixa), atendente)
    CaixaUsuario.objects.create(caixa=caixa, usuario=atendente)
    assert receber(pedido([cobranca], caixa), atendente).usuario == atendente


def _ao_mesmo_tempo(funcao, vezes: int = 2) -> list:
    largada, resultados = threading.Barrier(vezes), []

    def rodar(indice: int) -> None:
        try:
            largada.wait()
            resultados.append(funcao(indice))
        except ErroDeNegocio as erro:
            resultados.append(erro)
        finally:
            connection.close()

    fios = [threading.Thread(target=rodar, args=[i]) for i in range(vezes)]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    return resultados


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mesma_chave", [True, False], ids=["clique-duplo", "dois-atendentes"])
def test_receber_duas_vezes_ao_mesmo_tempo_e_um_recibo(admin, mesma_chave: bool) -> None:
    cobranca, caixa = fabricas.cobranca(cliente()), fabricas.caixa()
    feitos = _ao_mesmo_tempo(lambda i: receber(pedido([cobranca], caixa, chave="k" if mesma_chave else f"k{i}"), admin))
    assert len(feitos) == 2
    assert Recibo.objects.count() == 1
    assert MovimentoCaixa.objects.aggregate(Sum("valor"))["valor__sum"] == Decimal("100.00")
    assert sum(isinstance(f, ErroDeNegocio) for f in feitos) == (0 if mesma_chave else 1)


@pytest.mark.django_db(transaction=True)
def test_dois_estornos_ao_mesmo_tempo_devolvem_uma_vez(admin) -> None:
    cobranca, caixa = fabricas.cobranca(cliente()), fabricas.caixa()
    recibo = receber(pedido([cobranca], caixa), admin)
    _ao_mesmo_tempo(lambda _: estornar(recibo, motivo="erro", usuario=admin))
    assert MovimentoCaixa.objects.aggregate(Sum("valor"))["valor__sum"] == 0


@pytest.mark.django_db(transaction=True)
def test_faturas_ao_mesmo_tempo_nao_repetem_nem_pulam_numero(admin) -> None:
    forma = fabricas.forma_cobranca()
    cobrancas = [fabricas.cobranca(cliente(f"Cliente {i}")) for i in range(4)]
    _ao_mesmo_tempo(lambda i: montar_fatura([cobrancas[i]], forma, VENCIMENTO, EMISSAO), 4)
    assert sorted(int(n) for n in Fatura.objects.values_list("nosso_numero", flat=True)) == [1, 2, 3, 4]
    assert Cobranca.objects.filter(fatura__isnull=False).count() == 4
