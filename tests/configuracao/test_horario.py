"""Crontab fields of routines: what is accepted, when it runs next, how it reads (G04)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from celery.schedules import crontab
from hypothesis import given
from hypothesis import strategies as st

from configuracao.regras.horario import CAMPOS, HorarioInvalido, ler_campo, ler_horario, por_extenso

SP = ZoneInfo("America/Sao_Paulo")
NOMES = [campo.nome for campo in CAMPOS]


def horario(mes: str, dia: str, dia_semana: str, hora: str, minuto: str):
    return ler_horario(dict(zip(NOMES, (mes, dia, dia_semana, hora, minuto), strict=True)))


@pytest.mark.parametrize(
    ("campo", "texto", "guardado", "numeros"),
    [
        ("dia_semana", "seg-sex", "1-5", {1, 2, 3, 4, 5}),
        ("dia_semana", "Sábado, Dom", "6,0", {0, 6}),
        ("dia_semana", "sex-seg", "5-1", {5, 6, 0, 1}),
        ("mes", "jan,jul", "1,7", {1, 7}),
        ("minuto", " */15 ", "*/15", {0, 15, 30, 45}),
        ("hora", "8-18/2", "8-18/2", {8, 10, 12, 14, 16, 18}),
        ("dia", "*", "*", set(range(1, 32))),
    ],
)
def test_campo_aceito(campo: str, texto: str, guardado: str, numeros: set[int]) -> None:
    descricao = next(c for c in CAMPOS if c.nome == campo)
    assert ler_campo(descricao, texto) == (guardado, frozenset(numeros))


@pytest.mark.parametrize(
    ("campo", "texto", "mensagem"),
    [
        ("minuto", "60", "vai de 0 a 59"),
        ("hora", "24", "vai de 0 a 23"),
        ("dia", "0", "vai de 1 a 31"),
        ("dia_semana", "7", "vai de 0 a 6"),
        ("mes", "13", "vai de 1 a 12"),
        ("minuto", "*/0", "vai de 0 a 59"),
        ("minuto", "5/2", "Não entendi “5/2”"),
        ("minuto", "", "Informe minuto"),
        ("minuto", "1,,2", "Não entendi"),
        ("hora", "-1", "Não entendi"),
        ("hora", "três", "Não entendi “três”"),
        ("dia", "seg", "Não entendi “seg”"),
        ("minuto", "1; DROP TABLE", "Não entendi"),
        ("minuto", "9" * 5000, "Não entendi"),
        ("minuto", "٣", "Não entendi"),
    ],
)
def test_campo_recusado_diz_por_que(campo: str, texto: str, mensagem: str) -> None:
    descricao = next(c for c in CAMPOS if c.nome == campo)
    with pytest.raises(HorarioInvalido, match=mensagem) as erro:
        ler_campo(descricao, texto)
    assert erro.value.campo == campo


def test_dia_que_nao_existe_em_mes_nenhum() -> None:
    with pytest.raises(HorarioInvalido, match="não existe") as erro:
        horario("2", "30,31", "*", "3", "0")
    assert erro.value.campo == "dia"
    assert horario("2", "29", "*", "3", "0").proximo(dt.datetime(2026, 3, 1, tzinfo=SP)) == dt.datetime(
        2028, 2, 29, 3, tzinfo=SP
    )


@pytest.mark.parametrize(
    ("campos", "frase"),
    [
        (("*", "*", "*", "3", "0"), "Todos os dias, às 03:00"),
        (("*", "*", "1-5", "3", "0"), "De segunda a sexta, às 03:00"),
        (("*", "*", "0,6", "8", "30"), "Aos sábados e domingos, às 08:30"),
        (("*", "*", "1,3,0", "8,20", "15"), "Às segundas, às quartas e aos domingos, às 08:15 e 20:15"),
        (("*", "1,15", "*", "6", "0"), "Nos dias 1 e 15, às 06:00"),
        (("*", "1-5", "*", "6", "0"), "Nos dias 1 a 5, às 06:00"),
        (("1,7", "1", "*", "6", "0"), "No dia 1 em janeiro e julho, às 06:00"),
        (("*", "13", "5", "0", "0"), "No dia 13, se cair na sexta, às 00:00"),
        (("*", "*", "*", "*", "*"), "Todos os dias, a cada minuto"),
        (("*", "*", "*", "*", "*/10"), "Todos os dias, a cada 10 minutos"),
        (("*", "*", "*", "*", "0"), "Todos os dias, a cada hora"),
        (("*", "*", "*", "*", "5"), "Todos os dias, a cada hora, no minuto 05"),
        (("*", "*", "*", "8-18", "*/10"), "Todos os dias, a cada 10 minutos das horas 8 a 18"),
        (("*", "*", "*", "8-18", "5"), "Todos os dias, no minuto 05 das horas 8 a 18"),
        (("*", "*", "*", "3", "*/5"), "Todos os dias, a cada 5 minutos das 3 h"),
        (("*", "*", "*", "*", "5,10"), "Todos os dias, nos minutos 05 e 10 de cada hora"),
    ],
)
def test_frase(campos: tuple[str, ...], frase: str) -> None:
    assert por_extenso(horario(*campos)) == frase


def lista(menor: int, maior: int) -> st.SearchStrategy[str]:
    numeros = st.sets(st.integers(menor, maior), min_size=1, max_size=4).map(lambda ns: ",".join(map(str, sorted(ns))))
    return st.one_of(st.just("*"), numeros)


@given(
    lista(1, 12),
    st.one_of(st.just("*"), lista(1, 28)),
    lista(0, 6),
    lista(0, 23),
    lista(0, 59),
    st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2035, 1, 1)),
)
def test_proximo_e_o_mesmo_do_agendador(mes: str, dia: str, semana: str, hora: str, minuto: str, quando: dt.datetime):
    agora = quando.replace(tzinfo=SP)
    esperado = agora + crontab(
        minute=minuto, hour=hora, day_of_week=semana, day_of_month=dia, month_of_year=mes, nowfun=lambda: agora
    ).remaining_estimate(agora)
    proximo = horario(mes, dia, semana, hora, minuto).proximo(agora)
    assert proximo == esperado
    assert proximo is not None
    assert horario(mes, dia, semana, hora, minuto).anterior(proximo, agora) == proximo


def test_anterior_respeita_o_limite() -> None:
    diario = horario("*", "*", "*", "3", "0")
    as_tres = dt.datetime(2026, 11, 24, 3, tzinfo=SP)
    ate = as_tres + dt.timedelta(hours=2)
    assert diario.anterior(ate, as_tres - dt.timedelta(days=9)) == as_tres
    assert diario.anterior(ate, as_tres) == as_tres
    assert diario.anterior(ate, as_tres + dt.timedelta(seconds=1)) is None
    assert diario.anterior(as_tres - dt.timedelta(seconds=1), as_tres - dt.timedelta(hours=2)) is None
