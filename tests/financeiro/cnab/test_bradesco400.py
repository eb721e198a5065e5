"""What is Bradesco's own: digit P, protest by instruction, the trailer that counts the carteira, the file's name."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from financeiro.bancos.cnab import ErroDeRemessa, conferir_convenio, gerar_remessa, ler_retorno, nome_do_arquivo
from tests.financeiro.cnab.casos import BRADESCO
from tests.financeiro.cnab.exemplos import GERADO_EM, linhas
from tests.financeiro.cnab.test_retorno import trocar
from tests.financeiro.cnab.test_retorno_de_todos import arquivo
from tests.standins.banco_bradesco400 import dv_bradesco


def detalhe(**campos: object) -> str:
    conteudo = gerar_remessa(BRADESCO.convenio, [BRADESCO.titulo(**campos)], 1, GERADO_EM)
    BRADESCO.banco().receber_remessa(conteudo)
    return linhas(conteudo)[1]


def test_digito_p_vai_e_volta() -> None:
    numero = next(str(n) for n in range(1, 200) if dv_bradesco("09", str(n)) == "P")
    assert detalhe(nosso_numero=numero)[70:82] == f"{numero:0>11}P"
    banco = BRADESCO.banco()
    banco.receber_remessa(gerar_remessa(BRADESCO.convenio, [BRADESCO.titulo(nosso_numero=numero)], 1, GERADO_EM))
    (voltou,) = ler_retorno(banco.gerar_retorno(date(2026, 12, 2))).titulos
    assert (voltou.numero, voltou.nosso_numero) == (numero, f"{numero:0>11}P")


@pytest.mark.parametrize(
    ("campos", "de", "ate", "conteudo"),
    [
        ({"protesto_dias": 10}, 157, 160, "0610"),
        ({}, 157, 160, "0000"),
        ({"multa_percentual": Decimal("0.00")}, 66, 70, "00000"),
        ({"multa_percentual": Decimal("2.00")}, 66, 70, "20200"),
        ({"valor": Decimal("300.00")}, 161, 173, "0000000000010"),
        ({"instrucoes": ["Não aceitar cheque"]}, 335, 394, "NAO ACEITAR CHEQUE".ljust(60)),
    ],
)
def test_condicoes_do_titulo(campos: dict[str, object], de: int, ate: int, conteudo: str) -> None:
    assert detalhe(**campos)[de - 1 : ate] == conteudo


def test_protesto_desprezado_e_dito() -> None:
    conteudo = trocar(trocar(arquivo(BRADESCO), 2, 109, "19"), 2, 295, "D")
    conteudo = trocar(conteudo, 6, 58, "00002")
    titulo = ler_retorno(conteudo).titulos[0]
    assert (titulo.tipo, titulo.motivos_descricao) == ("protesto", ["Instrução desprezada"])


def test_custas_somam_a_tarifa() -> None:
    conteudo = trocar(trocar(arquivo(BRADESCO), 2, 109, "28"), 2, 176, "0000000000150" + "0000000000425")
    titulo = ler_retorno(trocar(trocar(conteudo, 6, 58, "00002"), 2, 319, "0800000000")).titulos[0]
    assert (titulo.tipo, titulo.tarifa, titulo.motivos_descricao) == ("tarifa", Decimal("5.75"), ["Custas de protesto"])


def test_arquivo_sem_titulo_diz_a_empresa() -> None:
    retorno = ler_retorno(BRADESCO.banco().gerar_retorno(date(2026, 12, 2)))
    assert (retorno.convenio, retorno.conta, retorno.titulos) == ("4466911", "", [])


def test_nome_do_arquivo() -> None:
    assert nome_do_arquivo(BRADESCO.convenio, 103, datetime(2026, 3, 5)) == "CB050303.REM"


@pytest.mark.parametrize(
    ("mudanca", "campo"),
    [({"aceite": True}, "aceite"), ({"conta": "12345678"}, "conta"), ({"carteira": "1234"}, "carteira")],
)
def test_convenio_recusado_no_campo(mudanca: dict[str, object], campo: str) -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        conferir_convenio(replace(BRADESCO.convenio, **mudanca))  # type: ignore[arg-type]
    assert (erro.value.seu_numero, erro.value.campo) == ("", campo)
