"""What a month settles of the one before: plans changed, days suspended, credit, months out of order (F11)."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.db.models import Sum

from clientes.acoes import alterar_servico
from clientes.estados import Status
from clientes.models import PeriodoStatus, ServicoCliente
from financeiro.acoes.prever_faturamento import simular_faturamento
from financeiro.models import Cobranca
from hubsoft.core.models import Historico
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas
from tests.financeiro.test_faturar_mes import instante, rodar, servico

DEZEMBRO, JANEIRO = dt.date(2026, 12, 1), dt.date(2027, 1, 1)
NOVEMBRO = dt.date(2026, 11, 1)


@pytest.mark.django_db
def test_troca_de_plano_no_meio_do_mes_cobra_cada_dia_ao_seu_preco(admin) -> None:
    forma = fabricas.forma_cobranca()
    trocou = servico(forma)
    with time_machine.travel("2026-11-11T12:00:00-03:00", tick=False):
        alterar_servico(trocou, {"plano": de_clientes.plano(), "valor": Decimal("120.00")}, admin)
    with time_machine.travel("2026-12-03T12:00:00-03:00", tick=False):
        alterar_servico(trocou, {"valor": Decimal("150.00")}, admin)
        rodar()
    cobranca = Cobranca.objects.get()
    assert cobranca.valor == Decimal("110.00"), "10 dias de 90,00 e 20 de 120,00; o reajuste de dezembro não conta"
    assert [(parte["preco"], parte["valor"]) for parte in cobranca.memoria["partes"]] == [
        ("90.00", "30.00"),
        ("120.00", "80.00"),
    ]


def suspender(quem: ServicoCliente, de: dt.datetime, ate: dt.datetime | None) -> None:
    """Put a stretch of suspension into the service's open period."""
    PeriodoStatus.objects.filter(servico=quem, fim__isnull=True).update(fim=de)
    PeriodoStatus.objects.create(servico=quem, status=Status.SUSPENSO_DEBITO, inicio=de, fim=ate)
    if ate is not None:
        PeriodoStatus.objects.create(servico=quem, status=Status.HABILITADO, inicio=ate)


@pytest.mark.django_db
def test_antecipado_suspenso_depois_de_pagar_recebe_os_dias_no_mes_seguinte() -> None:
    forma = fabricas.forma_cobranca(taxa_boleto=Decimal("2.50"))
    pago = servico(forma, modalidade="antecipado")
    em_dia = servico(forma, modalidade="antecipado")
    rodar()
    suspender(pago, instante(11, 11), instante(11, 21))
    assert simular_faturamento(DEZEMBRO)["valor_total"] == "155.00", "60,00 e 90,00, com a taxa de cada boleto"
    assert rodar(competencia=DEZEMBRO).valor_total == Decimal("155.00")
    cobranca = Cobranca.objects.get(servico=pago, competencia=DEZEMBRO, tipo="mensalidade")
    assert (cobranca.valor, cobranca.desconto, cobranca.saldo) == (Decimal("90.00"), Decimal("30.00"), Decimal("60.00"))
    assert cobranca.fatura is not None
    assert (cobranca.fatura.valor, cobranca.fatura.codigo_barras[9:19]) == (Decimal("62.50"), "0000006250")
    assert cobranca.memoria["acertos"] == [
        {"competencia": "2026-11-01", "cobrado": "90.00", "devido": "60.00", "valor": "-30.00"}
    ]
    rodar(competencia=JANEIRO)
    de_janeiro = Cobranca.objects.filter(competencia=JANEIRO, tipo="mensalidade")
    assert {(c.servico_id, c.valor - c.desconto) for c in de_janeiro} == {
        (pago.pk, Decimal("90.00")),
        (em_dia.pk, Decimal("90.00")),
    }, "cada diferença é acertada uma vez"


@pytest.mark.django_db
def test_credito_que_paga_o_mes_todo_quita_a_cobranca_sem_fatura() -> None:
    forma = fabricas.forma_cobranca()
    pago = servico(forma, modalidade="antecipado")
    rodar()
    suspender(pago, instante(11, 1), instante(12, 1))
    faturamento = rodar(competencia=DEZEMBRO)
    cobranca = Cobranca.objects.get(competencia=DEZEMBRO)
    assert (cobranca.status, cobranca.fatura, cobranca.saldo) == ("recebida", None, Decimal("0.00"))
    assert (faturamento.quantidade_faturas, faturamento.quantidade_cobrancas) == (0, 1)
    forma.refresh_from_db()
    assert forma.proximo_nosso_numero == 2, "não gasta número do banco"
    frase = Historico.objects.get(objeto_tipo="clientes.servicocliente", objeto_id=pago.pk).frase
    assert frase.endswith("R$ 90,00 pagos pelo acerto de meses anteriores, não há fatura.")
    assert rodar(competencia=DEZEMBRO).quantidade_cobrancas == 0
    rodar(competencia=JANEIRO)
    assert Cobranca.objects.get(competencia=JANEIRO).desconto == 0


@pytest.mark.django_db
def test_mes_faturado_fora_de_ordem_nao_acerta_o_que_outro_ja_acertou() -> None:
    pago = servico(fabricas.forma_cobranca(), modalidade="antecipado")
    rodar()
    suspender(pago, instante(11, 11), instante(11, 21))
    rodar(competencia=JANEIRO)
    rodar(competencia=DEZEMBRO)
    descontos = Cobranca.objects.order_by("competencia").values_list("desconto", flat=True)
    assert [str(desconto) for desconto in descontos] == ["0.00", "0.00", "30.00"]


@pytest.mark.django_db(transaction=True)
def test_dois_meses_ao_mesmo_tempo_acertam_uma_vez() -> None:
    forma = fabricas.forma_cobranca()
    pagos = [servico(forma, modalidade="antecipado") for _ in range(5)]
    rodar()
    for pago in pagos:
        suspender(pago, instante(11, 11), instante(11, 21))
    largada = threading.Barrier(2)

    def clicar(competencia: dt.date) -> None:
        try:
            largada.wait()
            rodar(competencia=competencia)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fios:
        list(fios.map(clicar, (DEZEMBRO, JANEIRO)))
    descontos = Cobranca.objects.exclude(competencia=NOVEMBRO).values("servico").annotate(soma=Sum("desconto"))
    assert {(d["servico"], d["soma"]) for d in descontos} == {(pago.pk, Decimal("30.00")) for pago in pagos}


@pytest.mark.django_db
def test_antecipado_que_mudou_de_plano_depois_de_pagar_paga_a_diferenca_dos_dias(admin) -> None:
    quem = servico(fabricas.forma_cobranca(), modalidade="antecipado")
    rodar()
    with time_machine.travel("2026-11-16T12:00:00-03:00", tick=False):
        alterar_servico(quem, {"valor": Decimal("120.00")}, admin)
    rodar(competencia=DEZEMBRO)
    cobranca = Cobranca.objects.get(competencia=DEZEMBRO)
    assert (cobranca.valor, cobranca.desconto) == (Decimal("135.00"), Decimal("0.00")), "15 dias a 30,00 por mês a mais"


@pytest.mark.django_db
def test_sem_prorata_ou_cancelada_nao_ha_acerto() -> None:
    quem = servico(fabricas.forma_cobranca(), modalidade="antecipado")
    rodar(prorata=False)
    suspender(quem, instante(11, 11), instante(11, 21))
    rodar(competencia=DEZEMBRO)
    assert Cobranca.objects.get(competencia=DEZEMBRO).desconto == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "cobra", "valor"),
    [
        (Status.SUSPENSO_DEBITO, False, "60.00"),
        (Status.SUSPENSO_PEDIDO, False, "60.00"),
        (Status.SUSPENSO_DEBITO, True, "90.00"),
        (Status.SUSPENSO_PEDIDO, True, "60.00"),
        (Status.AGUARDANDO_MIGRACAO, True, "60.00"),
    ],
    ids=["suspenso", "em pausa", "a forma cobra", "a pausa nunca", "outro estado"],
)
def test_dias_suspensos_so_onde_a_forma_cobra(status: Status, cobra: bool, valor: str) -> None:
    parado = servico(fabricas.forma_cobranca(cobra_dias_suspensos=cobra))
    PeriodoStatus.objects.filter(servico=parado).update(fim=instante(11, 5))
    PeriodoStatus.objects.create(servico=parado, status=status, inicio=instante(11, 5), fim=instante(11, 15))
    PeriodoStatus.objects.create(servico=parado, status=Status.HABILITADO, inicio=instante(11, 15))
    rodar()
    assert Cobranca.objects.get().valor == Decimal(valor)
