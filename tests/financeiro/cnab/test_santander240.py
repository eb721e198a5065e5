"""What is Santander's own: interest a day, discounts after the issue, batches numbered as the bank likes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from financeiro.bancos.cnab import ErroDeRemessa, conferir_convenio, gerar_remessa, ler_retorno
from tests.financeiro.cnab.casos import SANTANDER
from tests.financeiro.cnab.exemplos import EMISSAO, GERADO_EM, linhas
from tests.financeiro.cnab.test_retorno import erro_de, trocar
from tests.financeiro.cnab.test_retorno_de_todos import arquivo


def segmento(letra: str, **campos: object) -> str:
    conteudo = gerar_remessa(SANTANDER.convenio, [SANTANDER.titulo(**campos)], 1, GERADO_EM)
    SANTANDER.banco().receber_remessa(conteudo)
    return next(linha for linha in linhas(conteudo) if linha[13] == letra)


@pytest.mark.parametrize(
    ("campos", "conteudo"),
    [
        ({"valor": Decimal("300.00"), "juros_mes_percentual": Decimal("1.00")}, "110012027000000000000010"),
        ({"juros_mes_percentual": Decimal("0.00")}, "3" + "0" * 23),
        # Less than a centavo a day is no interest.
        ({"valor": Decimal("10.00"), "juros_mes_percentual": Decimal("1.00")}, "3" + "0" * 23),
    ],
)
def test_juros_em_reais_por_dia(campos: dict[str, object], conteudo: str) -> None:
    assert segmento("P", **campos)[117:141] == conteudo


def test_desconto_no_dia_da_emissao_e_recusado() -> None:
    campos = {"desconto_valor": Decimal("1.00"), "desconto_ate": EMISSAO}
    with pytest.raises(ErroDeRemessa) as erro:
        segmento("P", **campos)
    assert erro.value.campo == "desconto_ate"
    assert segmento("P", **(campos | {"desconto_ate": date(2026, 12, 2)}))[141:165] == "102122026" + "0" * 12 + "100"


@pytest.mark.parametrize(
    ("mudanca", "campo"),
    [
        ({"carteira": "102"}, "carteira"),
        ({"especie": "OU"}, "especie"),
        ({"aceite": True}, "aceite"),
        ({"transmissao": "12345"}, "transmissao"),
        ({"transmissao": "35320000123456A"}, "transmissao"),
        ({"agencia": "35321"}, "agencia"),
        ({"conta": "1234567890"}, "conta"),
    ],
)
def test_convenio_recusado_no_campo(mudanca: dict[str, object], campo: str) -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        conferir_convenio(replace(SANTANDER.convenio, **mudanca))  # type: ignore[arg-type]
    assert (erro.value.seu_numero, erro.value.campo) == ("", campo)


def test_lote_e_trailer_com_o_numero_que_o_banco_quis() -> None:
    """Files of the bank number their only batch as they number themselves, and the end of the file with it."""
    conteudo = arquivo(SANTANDER)
    outro = conteudo.replace(b"\n0330001", b"\n0337031").replace(b"\n0339999", b"\n0337031")
    assert ler_retorno(outro) == ler_retorno(conteudo)
    misturado = outro.replace(b"\n03370313", b"\n03300013", 1)
    erro = erro_de(misturado)
    assert (erro.linha, erro.coluna, erro.esperado) == (3, 4, '"7031" (número do lote)')


def test_trailer_do_lote_que_conta_so_os_detalhes() -> None:
    conteudo = arquivo(SANTANDER)
    assert ler_retorno(trocar(conteudo, 11, 18, "000008")) == ler_retorno(conteudo)


def test_baixa_operacional_ainda_nao_e_dinheiro() -> None:
    linhas_do_arquivo = arquivo(SANTANDER).split(b"\r\n")
    for posicao in (8, 9):
        linha = linhas_do_arquivo[posicao]
        linhas_do_arquivo[posicao] = linha[:15] + b"93" + linha[17:]
    pago = ler_retorno(b"\r\n".join(linhas_do_arquivo)).titulos[-1]
    assert (pago.tipo, pago.valor_recebido, pago.valor_pago) == ("outro", Decimal("0.00"), Decimal("99.90"))
