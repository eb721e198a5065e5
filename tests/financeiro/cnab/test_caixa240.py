"""What is Caixa's own: codes of six and seven digits, protest or drop, the settlement's channel."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from financeiro.bancos.cnab import ErroDeRemessa, conferir_convenio, gerar_remessa, ler_retorno
from financeiro.bancos.cnab.layouts import LAYOUTS
from tests.financeiro.cnab.casos import CAIXA
from tests.financeiro.cnab.exemplos import CNPJ, GERADO_EM, linhas
from tests.financeiro.cnab.test_retorno_de_todos import arquivo
from tests.standins.banco import BancoCaixa240


def segmento_p(**campos: object) -> str:
    conteudo = gerar_remessa(CAIXA.convenio, [CAIXA.titulo(**campos)], 1, GERADO_EM)
    CAIXA.banco().receber_remessa(conteudo)
    return linhas(conteudo)[2]


@pytest.mark.parametrize(
    ("codigo", "no_arquivo"), [("043210", "0432100"), ("43210", "0432100"), ("1100234", "1100234")]
)
def test_codigo_de_seis_ou_de_sete(codigo: str, no_arquivo: str) -> None:
    convenio = replace(CAIXA.convenio, convenio=codigo)
    banco = BancoCaixa240("1234", "2", codigo.zfill(6), CNPJ)
    banco.receber_remessa(gerar_remessa(convenio, [CAIXA.titulo()], 1, GERADO_EM))
    retorno = ler_retorno(banco.gerar_retorno(date(2026, 12, 2)))
    assert (retorno.convenio, retorno.titulos[0].numero) == (no_arquivo, "42")
    layout = LAYOUTS["104", "cnab240"]
    assert layout.mesmo_convenio(codigo, no_arquivo)
    assert not layout.mesmo_convenio("110023", no_arquivo)


@pytest.mark.parametrize(("dias", "conteudo"), [(0, "300" + "1120"), (6, "106" + "2000"), (90, "190" + "2000")])
def test_protestado_ou_baixado_e_nunca_os_dois(dias: int, conteudo: str) -> None:
    assert segmento_p(protesto_dias=dias)[220:227] == conteudo


@pytest.mark.parametrize("dias", [5, 91])
def test_prazo_de_protesto_que_a_caixa_mudaria(dias: int) -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        segmento_p(protesto_dias=dias)
    assert erro.value.campo == "protesto_dias"


def test_juros_comecam_no_dia_seguinte_ao_vencimento() -> None:
    assert segmento_p(juros_mes_percentual=Decimal("1.00"))[117:141] == "211012027" + "000000000000100"


def test_da_liquidacao_so_o_canal_e_motivo() -> None:
    pago = ler_retorno(arquivo(CAIXA)).titulos[-1]
    assert (pago.motivos, pago.motivos_descricao) == (["02"], ["Casa lotérica"])


@pytest.mark.parametrize(
    ("mudanca", "campo"), [({"carteira": "2"}, "carteira"), ({"convenio": "12345678"}, "convenio")]
)
def test_convenio_recusado_no_campo(mudanca: dict[str, object], campo: str) -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        conferir_convenio(replace(CAIXA.convenio, **mudanca))  # type: ignore[arg-type]
    assert (erro.value.seu_numero, erro.value.campo) == ("", campo)


def test_seu_numero_cabe_em_onze() -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        segmento_p(seu_numero="123456789012")
    assert erro.value.campo == "seu_numero"
