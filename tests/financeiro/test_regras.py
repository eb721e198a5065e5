"""Rules of money: fine, interest, pro rata."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financeiro.regras.encargos import encargos
from financeiro.regras.memoria import explicar, memoria
from financeiro.regras.mensalidade import Diferenca, com_acertos, mensalidade, vencimento
from financeiro.regras.prorata import Mudanca, dias_cobraveis, partes_do_mes, valor_proporcional
from hubsoft.core.dinheiro import arredondar

D = dt.date
DOIS, UM = Decimal("2.00"), Decimal("1.00")


@pytest.mark.parametrize(
    ("pago_em", "multa", "juros"),
    [
        (D(2026, 11, 9), "0.00", "0.00"),
        (D(2026, 11, 10), "0.00", "0.00"),
        (D(2026, 11, 11), "2.00", "0.03"),
        (D(2026, 11, 20), "2.00", "0.33"),
        (D(2026, 12, 10), "2.00", "1.00"),
    ],
)
def test_multa_uma_vez_e_juros_desde_o_primeiro_dia(pago_em: dt.date, multa: str, juros: str) -> None:
    feito = encargos(Decimal("100.00"), D(2026, 11, 10), pago_em, DOIS, UM)
    assert feito == (Decimal(multa), Decimal(juros))


@pytest.mark.parametrize(
    ("periodos", "dias"),
    [
        ([(D(2026, 11, 1), D(2026, 11, 30))], 30),
        ([(D(2026, 10, 5), D(2026, 12, 5))], 30),
        ([(D(2026, 11, 16), D(2026, 12, 31))], 15),
        ([(D(2026, 11, 1), D(2026, 11, 10)), (D(2026, 11, 21), D(2026, 11, 30))], 20),
        ([(D(2026, 11, 1), D(2026, 11, 10)), (D(2026, 11, 10), D(2026, 11, 12))], 12),
        ([], 0),
    ],
)
def test_dias_cobraveis(periodos: list, dias: int) -> None:
    assert dias_cobraveis(D(2026, 11, 15), periodos) == dias


@given(st.decimals(min_value=0, max_value=10_000, places=2), st.dates(D(2020, 1, 1), D(2035, 12, 31)), st.data())
def test_partes_do_mes_somam_o_mes_a_um_centavo(valor: Decimal, mes: dt.date, data: st.DataObject) -> None:
    inteiro = dias_cobraveis(mes, [(mes.replace(day=1), D(2040, 1, 1))])
    usados = data.draw(st.integers(0, inteiro))
    partes = valor_proporcional(valor, mes, usados) + valor_proporcional(valor, mes, inteiro - usados)
    assert valor_proporcional(valor, mes, inteiro) == valor
    assert abs(partes - valor) <= Decimal("0.01")


# -- F11: the table of financeiro/regras/prorata.py, worked by hand; November has 30 days ------------------------------

INTEIRO = [(D(2026, 1, 5), D(2026, 11, 30))]
SUSPENSO_DE_5_A_14 = [(D(2026, 1, 5), D(2026, 11, 4)), (D(2026, 11, 15), D(2026, 11, 30))]
DESDE_O_DIA_16 = [(D(2026, 11, 16), D(2026, 11, 30))]
NO_MESMO_PRECO = [Mudanca(D(2026, 11, n), Decimal("99.90")) for n in (2, 3)]
NO_DIA_11_DE_90_PARA_120 = [Mudanca(D(2026, 11, 11), Decimal("90.00"))]


@pytest.mark.parametrize(
    ("preco", "periodos", "mudancas", "prorata", "partes"),
    [
        ("90.00", INTEIRO, [], True, ["90.00"]),
        ("90.00", DESDE_O_DIA_16, [], True, ["45.00"]),
        ("90.00", SUSPENSO_DE_5_A_14, [], True, ["12.00", "48.00"]),
        ("90.00", SUSPENSO_DE_5_A_14, [], False, ["90.00"]),
        ("120.00", INTEIRO, NO_DIA_11_DE_90_PARA_120, True, ["30.00", "80.00"]),
        ("120.00", INTEIRO, NO_DIA_11_DE_90_PARA_120, False, ["120.00"]),
        ("120.00", SUSPENSO_DE_5_A_14, NO_DIA_11_DE_90_PARA_120, True, ["12.00", "64.00"]),
        ("100.00", [(D(2026, 11, 1), D(2026, 11, 10))] * 2, [], True, ["33.33"]),
        # 3,33 + 3,34 + …: each part is what the sum grows by, so that 30 days of one price are the price.
        ("99.90", INTEIRO, NO_MESMO_PRECO, True, ["3.33", "3.33", "93.24"]),
        ("90.00", [], [], True, []),
        ("90.00", [], [], False, []),
        # The price was changed after the month: it is billed at the one it had.
        ("150.00", INTEIRO, [Mudanca(D(2026, 12, 3), Decimal("90.00"))], True, ["90.00"]),
        ("150.00", INTEIRO, [Mudanca(D(2026, 12, 3), Decimal("90.00"))], False, ["90.00"]),
    ],
    ids=[
        "o mês inteiro",
        "por dias de uso",
        "dias suspensos",
        "suspenso sem pró-rata",
        "troca de plano",
        "troca sem pró-rata",
        "troca e suspensão",
        "dias repetidos",
        "partes somam o preço",
        "sem uso",
        "sem uso e sem pró-rata",
        "reajuste depois do mês",
        "reajuste depois do mês sem pró-rata",
    ],
)
def test_tabela_do_prorata(preco: str, periodos: list, mudancas: list, prorata: bool, partes: list[str]) -> None:
    mes = mensalidade(Decimal(preco), D(2026, 11, 1), periodos, D(2026, 12, 10), prorata, mudancas)
    assert [f"{parte.valor:.2f}" for parte in mes.partes] == partes
    assert mes.valor == sum(map(Decimal, partes), Decimal(0))
    assert mes.dias == (dias_cobraveis(D(2026, 11, 1), periodos) if prorata else 30 * bool(periodos))


@pytest.mark.parametrize(
    ("dia", "antecipado", "vence"),
    [
        (10, True, D(2026, 11, 10)),
        (10, False, D(2026, 12, 10)),
        (31, True, D(2026, 11, 30)),
        (31, False, D(2026, 12, 31)),
    ],
    ids=["antecipado", "postecipado", "antecipado no fim", "postecipado no fim"],
)
def test_vencimento_pela_modalidade(dia: int, antecipado: bool, vence: dt.date) -> None:
    assert vencimento(D(2026, 11, 1), dia, antecipado) == vence


DIAS = st.dates(D(2026, 10, 20), D(2026, 12, 10))
PERIODOS = st.lists(st.tuples(DIAS, DIAS).map(lambda par: tuple(sorted(par))), max_size=5)
PRECOS = st.decimals(min_value=0, max_value=10_000, places=2)
MUDANCAS = st.lists(st.builds(Mudanca, DIAS, PRECOS), max_size=4).map(lambda lista: sorted(lista, key=lambda m: m.em))


@given(PRECOS, PERIODOS, MUDANCAS)
def test_partes_somam_o_todo_e_cada_dia_tem_o_seu_preco(preco: Decimal, periodos: list, mudancas: list) -> None:
    novembro = D(2026, 11, 1)
    partes = partes_do_mes(preco, novembro, periodos, mudancas)
    exato, dias = Decimal(0), 0
    for n in range(1, 31):
        dia = D(2026, 11, n)
        if any(de <= dia <= ate for de, ate in periodos):
            antes = [m.de for m in mudancas if m.em > dia]
            exato, dias = exato + (antes[0] if antes else preco), dias + 1
    assert sum((parte.valor for parte in partes), Decimal(0)) == arredondar(exato / 30)
    assert sum(parte.dias for parte in partes) == dias
    assert all(parte.valor >= 0 for parte in partes)


@given(PRECOS, PERIODOS, MUDANCAS, st.booleans())
def test_memoria_conta_a_mensalidade(preco: Decimal, periodos: list, mudancas: list, prorata: bool) -> None:
    mes = mensalidade(preco, D(2026, 11, 1), periodos, D(2026, 12, 10), prorata, mudancas)
    guardada = memoria(mes)
    assert sum((Decimal(parte["valor"]) for parte in guardada["partes"]), Decimal(0)) == mes.valor
    assert guardada["usados"] == dias_cobraveis(D(2026, 11, 1), periodos)
    assert len(explicar(guardada)) >= len(mes.partes)


def test_memoria_explica_em_frases() -> None:
    mes = mensalidade(
        Decimal("120.00"), D(2026, 11, 1), SUSPENSO_DE_5_A_14, D(2026, 12, 10), True, NO_DIA_11_DE_90_PARA_120
    )
    assert explicar(memoria(mes)) == [
        "De 01/11 a 04/11, 4 de 30 dias de R$ 90,00: R$ 12,00.",
        "De 15/11 a 30/11, 16 de 30 dias de R$ 120,00: R$ 64,00.",
        "Soma: R$ 76,00.",
        "10 dias não cobrados: o serviço não estava em uso.",
    ]
    inteiro = mensalidade(Decimal("90.00"), D(2026, 11, 1), INTEIRO, D(2026, 12, 10), True)
    assert explicar(memoria(inteiro)) == ["De 01/11 a 30/11, o mês inteiro: R$ 90,00."]
    sem_prorata = mensalidade(Decimal("90.00"), D(2026, 11, 1), DESDE_O_DIA_16, D(2026, 12, 10), False)
    assert explicar(memoria(sem_prorata)) == [
        "De 01/11 a 30/11, o mês inteiro: R$ 90,00.",
        "Faturado sem pró-rata: em uso por 15 dias, o mês é cobrado inteiro.",
    ]


# -- F11, antecipado: what was billed before use and turned out otherwise is settled in the next charge ----------------

OUTUBRO, SETEMBRO = D(2026, 10, 1), D(2026, 9, 1)


def falta(mes: dt.date, valor: str) -> Diferenca:
    return Diferenca(mes, Decimal("90.00"), Decimal("90.00") + Decimal(valor), Decimal(valor))


@pytest.mark.parametrize(
    ("faltas", "valor", "desconto", "usados"),
    [
        ([], "90.00", "0.00", []),
        ([falta(OUTUBRO, "-30.00")], "90.00", "30.00", ["-30.00"]),
        ([falta(OUTUBRO, "20.00")], "110.00", "0.00", ["20.00"]),
        ([falta(SETEMBRO, "-30.00"), falta(OUTUBRO, "20.00")], "110.00", "30.00", ["20.00", "-30.00"]),
        ([falta(OUTUBRO, "-90.00")], "90.00", "90.00", ["-90.00"]),
        # The oldest first; what does not fit waits for the next charge.
        ([falta(SETEMBRO, "-70.00"), falta(OUTUBRO, "-60.00")], "90.00", "90.00", ["-70.00", "-20.00"]),
    ],
    ids=["nada", "suspenso depois de pagar", "plano maior depois de pagar", "os dois", "cobre tudo", "não cabe"],
)
def test_tabela_do_acerto(faltas: list, valor: str, desconto: str, usados: list[str]) -> None:
    mes = mensalidade(Decimal("90.00"), D(2026, 11, 1), INTEIRO, D(2026, 11, 10), True)
    feito = com_acertos(mes, faltas)
    assert (str(feito.valor), str(feito.desconto)) == (valor, desconto)
    assert [str(acerto.valor) for acerto in feito.acertos] == usados
    assert feito.liquido == mes.valor + sum(map(Decimal, usados), Decimal(0))


def test_mes_sem_uso_nao_acerta_nada() -> None:
    mes = mensalidade(Decimal("90.00"), D(2026, 11, 1), [], D(2026, 11, 10), True)
    assert com_acertos(mes, [falta(OUTUBRO, "20.00"), falta(SETEMBRO, "-20.00")]) == mes


@given(PRECOS, st.lists(st.decimals(min_value=-500, max_value=500, places=2).filter(bool), max_size=3))
def test_acerto_nunca_deixa_valor_negativo_nem_usa_mais_do_que_ha(preco: Decimal, valores: list[Decimal]) -> None:
    mes = mensalidade(preco, D(2026, 11, 1), INTEIRO, D(2026, 11, 10), True)
    faltas = [falta(D(2026, 8 + n, 1), str(valor)) for n, valor in enumerate(valores)]
    feito = com_acertos(mes, faltas)
    assert 0 <= feito.desconto <= feito.valor
    assert feito.liquido == mes.valor + sum((a.valor for a in feito.acertos), Decimal(0))
    por_mes = {f.competencia: f.valor for f in faltas}
    assert all(0 < a.valor / por_mes[a.competencia] <= 1 for a in feito.acertos)
    assert Decimal(memoria(feito)["partes"][0]["valor"]) == preco


def test_memoria_explica_o_acerto() -> None:
    mes = mensalidade(Decimal("90.00"), D(2026, 11, 1), INTEIRO, D(2026, 11, 10), True)
    assert explicar(memoria(com_acertos(mes, [falta(SETEMBRO, "-30.00"), falta(OUTUBRO, "20.00")])))[1:] == [
        "Acerto de 10/2026: foi cobrado R$ 90,00 e o uso custou R$ 110,00: mais R$ 20,00.",
        "Acerto de 09/2026: foi cobrado R$ 90,00 e o uso custou R$ 60,00: desconto de R$ 30,00.",
    ]
