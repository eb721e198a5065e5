"""What is refused before any bank sees it, the same for every layout."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financeiro.bancos.cnab import Convenio, ErroDeRemessa, gerar_remessa
from tests.financeiro.cnab.exemplos import GERADO_EM, ITAU, SICOOB, titulo

CONVENIOS = pytest.mark.parametrize("convenio", [ITAU, SICOOB], ids=["itau", "sicoob"])


@CONVENIOS
@pytest.mark.parametrize(
    ("campos", "campo"),
    [
        ({"valor": Decimal("0.00")}, "valor"),
        ({"valor": Decimal("-1.00")}, "valor"),
        ({"nosso_numero": "000"}, "nosso_numero"),
        ({"nosso_numero": ""}, "nosso_numero"),
        ({"seu_numero": " "}, "seu_numero"),
        ({"emissao": date(2027, 1, 11)}, "vencimento"),
        ({"multa_percentual": Decimal("100.00")}, "multa_percentual"),
        ({"juros_mes_percentual": Decimal("-0.01")}, "juros_mes_percentual"),
        ({"desconto_valor": Decimal("99.90"), "desconto_ate": date(2027, 1, 1)}, "desconto_valor"),
        ({"desconto_valor": Decimal("1.00")}, "desconto_ate"),
        ({"desconto_valor": Decimal("1.00"), "desconto_ate": date(2027, 1, 11)}, "desconto_ate"),
        ({"protesto_dias": 100}, "protesto_dias"),
        ({"comando": "protestar"}, "comando"),
    ],
)
def test_titulo_recusado(convenio: Convenio, campos: dict[str, object], campo: str) -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        gerar_remessa(convenio, [titulo(**campos)], 1, GERADO_EM)
    assert erro.value.campo == campo


@CONVENIOS
@pytest.mark.parametrize(
    ("campo", "valor"),
    [
        ("nome", " "),
        ("nome", "😀"),
        ("logradouro", ""),
        ("cidade", ""),
        ("cep", "8024-000"),
        ("cep", ""),
        ("uf", "Paraná"),
        ("cpf_cnpj", ""),
        ("cpf_cnpj", "000.000.000-00"),
        ("cpf_cnpj", "1234567890"),
    ],
)
def test_pagador_recusado_na_entrada_e_aceito_na_baixa_do_itau(convenio: Convenio, campo: str, valor: str) -> None:
    pagador = replace(titulo().pagador, **{campo: valor})
    with pytest.raises(ErroDeRemessa) as erro:
        gerar_remessa(convenio, [titulo(pagador=pagador)], 1, GERADO_EM)
    assert (erro.value.seu_numero, erro.value.campo) == ("FAT0000042", campo)
    assert gerar_remessa(ITAU, [titulo(pagador=pagador, comando="baixa")], 1, GERADO_EM)


@CONVENIOS
@pytest.mark.parametrize("campo", ["empresa_nome", "empresa_cnpj", "agencia", "conta", "conta_dv", "carteira"])
def test_convenio_incompleto(convenio: Convenio, campo: str) -> None:
    mudanca: dict[str, Any] = {campo: ""}
    with pytest.raises(ErroDeRemessa) as erro:
        gerar_remessa(replace(convenio, **mudanca), [titulo()], 1, GERADO_EM)
    assert (erro.value.seu_numero, erro.value.campo) == ("", campo)


@CONVENIOS
def test_nosso_numero_repetido(convenio: Convenio) -> None:
    with pytest.raises(ErroDeRemessa, match="42 está repetido"):
        gerar_remessa(convenio, [titulo(), titulo(nosso_numero="042", seu_numero="FAT43")], 1, GERADO_EM)


@CONVENIOS
def test_remessa_vazia_ou_sem_numero(convenio: Convenio) -> None:
    with pytest.raises(ErroDeRemessa, match="nenhum título"):
        gerar_remessa(convenio, [], 1, GERADO_EM)
    with pytest.raises(ErroDeRemessa, match="a partir de 1"):
        gerar_remessa(convenio, [titulo()], 0, GERADO_EM)


def test_banco_sem_layout() -> None:
    with pytest.raises(ErroDeRemessa, match="banco 341 não tem remessa cnab240"):
        gerar_remessa(replace(ITAU, layout="cnab240"), [titulo()], 1, GERADO_EM)
