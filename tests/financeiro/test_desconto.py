"""What a forma grants until the due date, charges for the boleto and sends to protest (F01, F04, F06, F15, F16)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from financeiro.acoes import Recebimento, estornar, montar_fatura, receber
from financeiro.acoes.aplicar_retorno import aplicar_agora
from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.acoes.receber_retorno import receber_retorno
from financeiro.consultas.boleto import boleto_da_fatura, com_dados_do_boleto
from financeiro.models import Fatura, FormaCobranca, ItemRecibo, MovimentoCaixa, Recibo
from financeiro.regras.desconto import desconto_devido
from tests.clientes.fabricas import cliente
from tests.financeiro import fabricas
from tests.financeiro.banco import HOJE, VENCIMENTO, fatura, itau, sicoob
from tests.standins.banco import Liquidacao

pytestmark = pytest.mark.django_db
DEPOIS = VENCIMENTO + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


@pytest.mark.parametrize(
    ("desconto", "saldo", "em", "devido"),
    [
        ("5.00", "100.00", VENCIMENTO, "5.00"),
        ("5.00", "100.00", DEPOIS, "0.00"),
        ("5.00", "60.00", VENCIMENTO, "0.00"),
        ("0.00", "100.00", VENCIMENTO, "0.00"),
        ("100.00", "100.00", VENCIMENTO, "0.00"),
    ],
    ids=["em dia", "atrasado", "parte já paga", "sem desconto", "não sobra nada"],
)
def test_tabela_do_desconto(desconto: str, saldo: str, em: dt.date, devido: str) -> None:
    valor = desconto_devido(Decimal(desconto), Decimal("100.00"), Decimal(saldo), VENCIMENTO, em)
    assert valor == Decimal(devido)


def pagar(titulo: Fatura, usuario, em: dt.date, valor: str | None = None) -> Recibo:
    pedido = Recebimento(
        list(titulo.cobrancas.all()), fabricas.caixa(), "pix", em, f"k{titulo.pk}", Decimal(valor) if valor else None
    )
    recibo = receber(pedido, usuario)
    titulo.refresh_from_db()
    return recibo


def test_receber_em_dia_da_o_desconto_e_o_estorno_reabre_tudo(admin) -> None:
    forma = fabricas.forma_cobranca(desconto_valor=Decimal("5.00"))
    dona = cliente()
    cobrancas = [fabricas.cobranca(dona, "99.90", VENCIMENTO), fabricas.cobranca(dona, "50.00", VENCIMENTO)]
    titulo = montar_fatura(cobrancas, forma, VENCIMENTO, HOJE)
    recibo = pagar(titulo, admin, VENCIMENTO)
    assert (recibo.valor, titulo.status, titulo.valor_recebido) == (Decimal("144.90"), "paga", Decimal("149.90"))
    assert sum(recibo.itens.values_list("desconto", flat=True)) == Decimal("5.00")
    assert MovimentoCaixa.objects.get().valor == Decimal("144.90")
    estornar(recibo, motivo="Engano", usuario=admin)
    titulo.refresh_from_db()
    assert (titulo.status, titulo.valor_recebido) == ("aberta", Decimal("0.00"))


@pytest.mark.parametrize(("em", "valor"), [(DEPOIS, None), (VENCIMENTO, "40.00")], ids=["atrasado", "uma parte"])
def test_atrasado_ou_em_parte_nao_tem_desconto(admin, em: dt.date, valor: str | None) -> None:
    titulo = fatura(fabricas.forma_cobranca(desconto_valor=Decimal("5.00")))
    recibo = pagar(titulo, admin, em, valor)
    assert ItemRecibo.objects.get().desconto == 0
    assert recibo.valor == (Decimal(valor) if valor else Decimal("102.03"))


@pytest.mark.parametrize("conta", [itau, sicoob])
@pytest.mark.parametrize("dito", ["5.00", "0.00"], ids=["o banco diz", "o banco cala"])
def test_retorno_com_o_desconto_fecha_a_fatura(admin, conta, dito: str) -> None:
    forma, banco = conta(desconto_valor=Decimal("5.00"), protesto_dias=15)
    titulo = fatura(forma)
    assert banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo)).rejeitados == {}
    pago = Liquidacao(titulo.nosso_numero, Decimal("95.00"), HOJE, HOJE, desconto=Decimal(dito))
    retorno = receber_retorno(
        banco.gerar_retorno(HOJE, liquidacoes=[pago]), "r.ret", admin, caixa=fabricas.caixa()
    ).retorno
    assert aplicar_agora(retorno, admin).estado == "concluido"
    titulo.refresh_from_db()
    assert (titulo.status, Recibo.objects.get().valor) == ("paga", Decimal("95.00"))
    assert ItemRecibo.objects.get().desconto == Decimal("5.00")


def test_fatura_menor_que_o_desconto_vai_ao_banco_sem_ele(admin) -> None:
    forma, banco = itau(desconto_valor=Decimal("5.00"))
    pequena = fatura(forma, "5.00")
    assert banco.receber_remessa(bytes(gerar_remessa(forma, admin).conteudo)).entradas == [pequena.nosso_numero]


def test_remessa_do_itau_leva_desconto_e_protesto(admin) -> None:
    forma, _ = itau(desconto_valor=Decimal("5.00"), protesto_dias=15)
    fatura(forma)
    detalhe = bytes(gerar_remessa(forma, admin).conteudo).decode().split("\r\n")[1]
    assert (detalhe[173:179], detalhe[179:192]) == ("101226", "0000000000500")
    assert (detalhe[156:158], detalhe[391:393]) == ("81", "15")


def test_boleto_diz_desconto_e_protesto() -> None:
    titulo = fatura(fabricas.forma_cobranca(desconto_valor=Decimal("5.00"), protesto_dias=15))
    boleto = boleto_da_fatura(com_dados_do_boleto(Fatura.objects.filter(pk=titulo.pk)).get())
    assert "Desconto de R$ 5,00 para pagamento até o dia 10/12/2026: cobrar R$ 95,00." in boleto.instrucoes
    assert "Protestar 15 dias após o vencimento." in boleto.instrucoes
    simples = fatura(fabricas.forma_cobranca())
    instrucoes = boleto_da_fatura(com_dados_do_boleto(Fatura.objects.filter(pk=simples.pk)).get()).instrucoes
    assert not [linha for linha in instrucoes if "desconto" in linha or "Protestar" in linha]


def test_telas_mostram_e_guardam(client_admin: Client) -> None:
    forma, _ = itau(desconto_valor=Decimal("5.00"), taxa_boleto=Decimal("2.50"), protesto_dias=15)
    url = reverse("financeiro:forma_cobranca_editar", args=[forma.pk])
    form = client_admin.get(url).context["form"]
    dados = {
        nome: "" if (v := form[nome].value()) is None else v for nome in form.fields if form[nome].value() is not False
    }
    mudado = {"desconto_valor": "7,50", "taxa_boleto": "3,00", "protesto_dias": "20"}
    reais = {nome: str(dados[nome]).replace(".", ",") for nome in ("multa_percentual", "juros_percentual")}
    resposta = client_admin.post(url, {**dados, **reais, "valor_minimo_suspender": "0,00", **mudado})
    assert resposta.status_code in (204, 302), resposta.context["form"].errors
    forma = FormaCobranca.objects.get(pk=forma.pk)
    assert (forma.desconto_valor, forma.taxa_boleto, forma.protesto_dias) == (Decimal("7.50"), Decimal("3.00"), 20)
    assert client_admin.post(url, {**dados, **reais, **mudado, "protesto_dias": "100"}).status_code == 422
    detalhe = client_admin.get(reverse("financeiro:forma_cobranca_detalhe", args=[forma.pk])).content.decode()
    assert "7,50" in detalhe
    assert "20 dias após o vencimento" in detalhe
    titulo = fatura(forma)
    receber_url = reverse("financeiro:receber", args=[titulo.cliente_id])
    pagina = client_admin.get(receber_url, {"fatura": titulo.pk}).content.decode()
    assert "92,50" in pagina


MUDADO = {"desconto_valor": "9.00", "multa_percentual": "1.00", "juros_percentual": "0.00", "protesto_dias": 3}


def test_titulo_emitido_nao_muda_com_a_forma(admin) -> None:
    """Boleto, remessa, receipt and retorno go by what the title was issued with; the next title by the new terms."""
    forma, banco = itau(desconto_valor=Decimal("5.00"), protesto_dias=15)
    titulo, atrasado = fatura(forma), fatura(forma, vencimento=HOJE - dt.timedelta(days=24))
    FormaCobranca.objects.filter(pk=forma.pk).update(**MUDADO)
    boleto = boleto_da_fatura(com_dados_do_boleto(Fatura.objects.filter(pk=titulo.pk)).get())
    assert "Desconto de R$ 5,00 para pagamento até o dia 10/12/2026: cobrar R$ 95,00." in boleto.instrucoes
    assert "Após o vencimento, multa de 2,00 % (R$ 2,00)." in boleto.instrucoes
    assert "Após o vencimento, juros de 1,00 % ao mês (R$ 0,03 por dia de atraso)." in boleto.instrucoes
    assert "Protestar 15 dias após o vencimento." in boleto.instrucoes
    assert pagar(atrasado, admin, HOJE).valor == Decimal("102.80"), "multa de 2 % e 24 dias de juros"
    forma.refresh_from_db()
    remessa = bytes(gerar_remessa(forma, admin).conteudo)
    assert banco.receber_remessa(remessa).rejeitados == {}
    assert banco.titulos[titulo.nosso_numero].multa_percentual == Decimal("2.00")
    detalhe = remessa.decode().split("\r\n")[1]
    assert (detalhe[160:173], detalhe[179:192]) == ("0000000000003", "0000000000500"), "juros de um dia e desconto"
    assert (detalhe[156:158], detalhe[391:393]) == ("81", "15")
    assert pagar(titulo, admin, VENCIMENTO).valor == Decimal("95.00")
    novo = fatura(FormaCobranca.objects.get(pk=forma.pk))
    assert {campo: str(getattr(novo, campo)) for campo in MUDADO} == {c: str(v) for c, v in MUDADO.items()}
