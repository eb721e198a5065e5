"""The words of the core: money, dates, documents, encryption, search."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from hubsoft.core import busca, cripto, datas, dinheiro, documentos
from hubsoft.core.texto import contar

REAIS = st.decimals(min_value=0, max_value=10**9, places=2)


@given(REAIS, st.lists(st.decimals(min_value=0, max_value=1000, places=3), min_size=1, max_size=20).filter(any))
def test_partes_do_rateio_somam_o_todo(total: Decimal, pesos: list[Decimal]) -> None:
    partes = dinheiro.ratear(total, pesos)
    assert sum(partes) == total
    soma = sum(pesos)
    assert all(abs(parte - total * peso / soma) < Decimal("0.01") for parte, peso in zip(partes, pesos, strict=True))


@given(REAIS)
def test_dinheiro_escrito_le_de_volta(valor: Decimal) -> None:
    assert dinheiro.ler(dinheiro.formatar(valor)) == valor


@pytest.mark.parametrize(
    ("texto", "valor"),
    [("1.234,56", "1234.56"), ("R$ 10", "10.00"), ("0,5", "0.50"), ("1234.56", "1234.56"), ("1.234", "1234.00")],
)
def test_dinheiro_digitado(texto: str, valor: str) -> None:
    assert dinheiro.ler(texto) == Decimal(valor)


@pytest.mark.parametrize("texto", ["", "abc", "1,234.56", "12,345", "1e5", "NaN", "--1"])
def test_dinheiro_invalido(texto: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        dinheiro.ler(texto)


@pytest.mark.parametrize(
    ("documento", "valido"),
    [
        ("529.982.247-25", True),
        ("529.982.247-26", False),
        ("111.111.111-11", False),
        ("11.222.333/0001-81", True),
        ("12.ABC.345/01DE-35", True),
        ("12.abc.345/01de-35", True),
        ("12.ABC.345/01DE-36", False),
        ("123", False),
        ("", False),
    ],
)
def test_documentos(documento: str, valido: bool) -> None:
    if valido:
        assert documentos.validar_cpf_cnpj(documento) == documentos.limpar(documento)
    else:
        with pytest.raises(ValidationError):
            documentos.validar_cpf_cnpj(documento)


def test_dia_util_pula_fim_de_semana_e_feriado_municipal() -> None:
    campinas = datas.Calendario("SP", anuais={(7, 14): "Fundação de Campinas"})
    assert campinas.feriado(dt.date(2026, 7, 9)) is not None, "9 de julho é feriado paulista"
    assert campinas.proximo_dia_util(dt.date(2026, 7, 14)) == dt.date(2026, 7, 15)
    assert datas.Calendario("RJ").feriado(dt.date(2026, 7, 9)) is None
    assert campinas.proximo_dia_util(dt.date(2026, 11, 20)) == dt.date(2026, 11, 23), "consciência negra cai na sexta"


@pytest.mark.parametrize(
    ("data", "meses", "esperada"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-03-15", -3, "2025-12-15")],
)
def test_somar_meses(data: str, meses: int, esperada: str) -> None:
    assert datas.somar_meses(dt.date.fromisoformat(data), meses) == dt.date.fromisoformat(esperada)


def test_segredo_sobrevive_a_rotacao(settings) -> None:
    antiga, nova = "YW50aWdhLWFudGlnYS1hbnRpZ2EtYW50aWdhLWFudGk=", "bm92YS1ub3ZhLW5vdmEtbm92YS1ub3ZhLW5vdmEtbm8="
    settings.CHAVEIRO = f"a:{antiga}"
    cifra = cripto.cifrar("senha do roteador")
    assert "senha" not in cifra
    settings.CHAVEIRO = f"b:{nova},a:{antiga}"
    assert cripto.decifrar(cifra) == "senha do roteador"
    assert cripto.cifrar("x").startswith("b$")
    settings.CHAVEIRO = f"b:{nova}"
    with pytest.raises(cripto.SegredoIlegivel):
        cripto.decifrar(cifra)


def test_consulta_por_prefixo_ignora_acento_e_caixa() -> None:
    assert busca.palavras("  José D'Ávila-12 ") == ["jose", "d", "avila", "12"]
    assert busca.com_palavras("&|! ") is None


@pytest.mark.parametrize(
    ("quantos", "texto"),
    [(0, "0 faturas"), (1, "1 fatura"), (2, "2 faturas"), (1760, "1.760 faturas"), (1_200_000, "1.200.000 faturas")],
)
def test_contar(quantos: int, texto: str) -> None:
    assert contar(quantos, "fatura", "faturas") == texto
