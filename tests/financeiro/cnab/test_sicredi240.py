"""What is Sicredi's own: the nosso número with year and byte, the name of the file, ten positions of seu número."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from financeiro.bancos.cnab import ErroDeRemessa, conferir_convenio, gerar_remessa, ler_retorno, nome_do_arquivo
from tests.financeiro.cnab.casos import SICREDI
from tests.financeiro.cnab.exemplos import GERADO_EM, linhas
from tests.financeiro.cnab.test_retorno import trocar
from tests.financeiro.cnab.test_retorno_de_todos import arquivo
from tests.standins.banco_sicredi240 import dv_sicredi


def segmentos(**campos: object) -> list[str]:
    conteudo = gerar_remessa(SICREDI.convenio, [SICREDI.titulo(**campos)], 1, GERADO_EM)
    SICREDI.banco().receber_remessa(conteudo)
    return [linha for linha in linhas(conteudo) if linha[7] == "3"]


@pytest.mark.parametrize("ano", [2025, 2026])
def test_nosso_numero_leva_o_ano_da_emissao_e_o_byte(ano: int) -> None:
    dv = dv_sicredi("0165", "02", "00623", f"{ano % 100}200042")
    p = segmentos(emissao=date(ano, 11, 30), nosso_numero_dv=dv)[0]
    assert p[37:57] == f"{ano % 100}200042{dv}".ljust(20)


def test_retorno_com_numero_de_outra_forma_fica_como_o_banco_o_tem() -> None:
    titulo = ler_retorno(trocar(arquivo(SICREDI), 3, 38, "A1234".ljust(20))).titulos[0]
    assert (titulo.numero, titulo.nosso_numero) == ("A1234", "A1234")


@pytest.mark.parametrize(
    ("campos", "letras"),
    [
        ({}, "PQR"),
        ({"multa_percentual": Decimal("0.00")}, "PQ"),
        ({"multa_percentual": Decimal("0.00"), "instrucoes": ["Não aceitar cheque"]}, "PQR"),
        ({"comando": "baixa"}, "PQ"),
    ],
)
def test_segmentos(campos: dict[str, object], letras: str) -> None:
    assert "".join(linha[13] for linha in segmentos(**campos)) == letras


@pytest.mark.parametrize(
    ("dia", "nome"),
    [
        (datetime(2026, 3, 5), "00623305.012"),
        (datetime(2026, 10, 31), "00623O31.012"),
        (datetime(2026, 12, 1), "00623D01.012"),
    ],
)
def test_nome_do_arquivo(dia: datetime, nome: str) -> None:
    assert nome_do_arquivo(SICREDI.convenio, 12, dia) == nome


def test_seu_numero_de_mais_de_dez_posicoes() -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        segmentos(seu_numero="12345678901")
    assert erro.value.campo == "seu_numero"


@pytest.mark.parametrize(
    ("mudanca", "campo"),
    [
        ({"carteira": "3"}, "carteira"),
        ({"byte": "1"}, "byte"),
        ({"byte": "23"}, "byte"),
        ({"conta_dv": "88"}, "conta_dv"),
    ],
)
def test_convenio_recusado_no_campo(mudanca: dict[str, object], campo: str) -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        conferir_convenio(replace(SICREDI.convenio, **mudanca))  # type: ignore[arg-type]
    assert (erro.value.seu_numero, erro.value.campo) == ("", campo)
