"""Itaú 400, position by position as the manual prints them, and the commands it knows."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from financeiro.bancos.cnab import ErroDeRemessa, TituloRemessa, gerar_remessa
from tests.financeiro.cnab.exemplos import GERADO_EM, ITAU, itau, linhas, titulo


def remessa(*titulos: TituloRemessa) -> list[str]:
    conteudo = gerar_remessa(ITAU, titulos, 1, GERADO_EM)
    itau().receber_remessa(conteudo)
    return linhas(conteudo)


HEADER = [
    (1, 1, "0"),
    (2, 2, "1"),
    (3, 9, "REMESSA"),
    (10, 11, "01"),
    (12, 26, "COBRANCA       "),
    (27, 30, "0057"),
    (31, 32, "00"),
    (33, 37, "72192"),
    (38, 38, "0"),
    (39, 46, " " * 8),
    (47, 76, "CONEXAO AGIL TELECOMUNICACOES "),
    (77, 79, "341"),
    (80, 94, "BANCO ITAU SA  "),
    (95, 100, "011226"),
    (101, 394, " " * 294),
    (395, 400, "000001"),
]
DETALHE = [
    (1, 1, "1"),
    (2, 3, "02"),
    (4, 17, "11222333000181"),
    (18, 29, "005700721920"),
    (30, 33, "    "),
    (34, 37, "0000"),
    (38, 62, "FAT0000042".ljust(25)),
    (63, 70, "00000042"),
    (71, 83, "0" * 13),
    (84, 86, "109"),
    (87, 107, " " * 21),
    (108, 108, "I"),
    (109, 110, "01"),
    (111, 120, "FAT0000042"),
    (121, 126, "100127"),
    (127, 139, "0000000009990"),
    (140, 142, "341"),
    (143, 147, "00000"),
    (148, 149, "01"),
    (150, 150, "N"),
    (151, 156, "011226"),
    (157, 158, "00"),
    (159, 160, "00"),
    # 99.90 at 1% a month: 3.33 cents a day
    (161, 173, "0000000000003"),
    (174, 179, "000000"),
    (180, 192, "0" * 13),
    (193, 205, "0" * 13),
    (206, 218, "0" * 13),
    (219, 220, "01"),
    (221, 234, "00052998224725"),
    (235, 264, "JOAO ANTONIO DA CONCEICAO".ljust(30)),
    (265, 274, " " * 10),
    (275, 314, "RUA SAO JOSE, NO 100 - AP. 2".ljust(40)),
    (315, 326, "AGUA VERDE  "),
    (327, 334, "80240000"),
    (335, 349, "CURITIBA       "),
    (350, 351, "PR"),
    (352, 381, " " * 30),
    (382, 385, "    "),
    (386, 391, "000000"),
    (392, 393, "00"),
    (394, 394, " "),
    (395, 400, "000002"),
]
MULTA = [
    (1, 1, "2"),
    (2, 2, "2"),
    (3, 10, "10012027"),
    (11, 23, "0000000000200"),
    (24, 394, " " * 371),
    (395, 400, "000003"),
]
TRAILER = [(1, 1, "9"), (2, 394, " " * 393), (395, 400, "000004")]


@pytest.mark.parametrize(
    ("linha", "de", "ate", "conteudo"),
    [(linha, *posicao) for linha, tabela in enumerate((HEADER, DETALHE, MULTA, TRAILER)) for posicao in tabela],
)
def test_posicoes(linha: int, de: int, ate: int, conteudo: str) -> None:
    assert remessa(titulo())[linha][de - 1 : ate] == conteudo


def test_as_tabelas_deste_teste_cobrem_as_linhas_inteiras() -> None:
    for tabela in (HEADER, DETALHE, MULTA, TRAILER):
        assert len("".join(conteudo for *_, conteudo in tabela)) == 400


def test_arquivo_termina_cada_linha_com_crlf_e_so_tem_ascii_maiusculo() -> None:
    conteudo = gerar_remessa(ITAU, [titulo(), titulo(nosso_numero="43")], 1, GERADO_EM)
    assert conteudo.isascii()
    assert conteudo == conteudo.upper()
    assert conteudo.endswith(b"\r\n")
    assert conteudo.count(b"\n") == conteudo.count(b"\r\n") == 6


@pytest.mark.parametrize(
    ("campos", "de", "ate", "conteudo"),
    [
        ({"juros_mes_percentual": Decimal("0.00")}, 161, 173, "0" * 13),
        ({"valor": Decimal("1500.00")}, 161, 173, "0000000000050"),
        ({"valor": Decimal("100.50"), "juros_mes_percentual": Decimal("3.00")}, 161, 173, "0000000000010"),
        ({"protesto_dias": 15}, 157, 158, "81"),
        ({"protesto_dias": 15}, 392, 393, "15"),
        ({"instrucoes": ["Não receber em cheque", "outra"]}, 159, 160, "93"),
        ({"instrucoes": ["Não receber em cheque", "outra"]}, 352, 381, "NAO RECEBER EM CHEQUE".ljust(30)),
        ({"desconto_valor": Decimal("5.00"), "desconto_ate": date(2027, 1, 5)}, 174, 192, "050127" + "0000000000500"),
        ({"valor": Decimal("99999999999.99")}, 127, 139, "9999999999999"),
        ({"nosso_numero": "99999999"}, 63, 70, "99999999"),
    ],
)
def test_condicoes_do_titulo(campos: dict[str, object], de: int, ate: int, conteudo: str) -> None:
    assert remessa(titulo(**campos))[1][de - 1 : ate] == conteudo


def test_cnpj_alfanumerico_da_empresa_e_do_cliente() -> None:
    convenio = replace(ITAU, empresa_cnpj="12.ABC.345/01DE-35")
    cliente = replace(titulo().pagador, cpf_cnpj="12ABC34501DE35")
    detalhe = linhas(gerar_remessa(convenio, [titulo(pagador=cliente)], 1, GERADO_EM))[1]
    assert detalhe[1:17] == "02" + "12ABC34501DE35"
    assert detalhe[218:234] == "02" + "12ABC34501DE35"


def test_sem_multa_nao_ha_registro_2() -> None:
    tipos = [linha[0] for linha in remessa(titulo(multa_percentual=Decimal("0.00")), titulo(nosso_numero="43"))]
    assert tipos == ["0", "1", "1", "2", "9"]


@pytest.mark.parametrize(
    ("comando", "codigo", "preenchidos"),
    [
        ("baixa", "02", {(127, 139): "0000000009990"}),
        ("alteracao_vencimento", "06", {(121, 126): "100127", (127, 139): "0000000009990"}),
        ("alteracao_valor", "31", {(127, 139): "0000000009990"}),
        ("abatimento", "04", {(127, 139): "0000000009990", (206, 218): "0000000001000"}),
    ],
)
def test_comandos_levam_so_os_seus_campos(comando: str, codigo: str, preenchidos: dict[tuple[int, int], str]) -> None:
    extras = {"abatimento_valor": Decimal("10.00")} if comando == "abatimento" else {}
    detalhe = remessa(titulo(comando=comando, **extras))[1]
    assert detalhe[62:70] == "00000042"
    assert detalhe[108:110] == codigo
    for de, ate in ((121, 126), (127, 139), (151, 156), (161, 192), (206, 218), (221, 234)):
        esperado = preenchidos.get((de, ate), "0" * (ate - de + 1))
        assert detalhe[de - 1 : ate] == esperado, (de, ate)
    assert detalhe[37:62].strip() == detalhe[110:120].strip() == detalhe[234:314].strip() == ""


@pytest.mark.parametrize(
    ("campos", "campo"),
    [
        ({"seu_numero": "12345678901"}, "seu_numero"),
        ({"seu_numero": "FATURA É 1"}, "uso_empresa"),
        ({"nosso_numero": "123456789"}, "nosso_numero"),
        ({"valor": Decimal("100000000000.00")}, "valor"),
        ({"valor": Decimal("1.005")}, "valor"),
    ],
)
def test_o_que_nao_cabe_e_erro_com_titulo_e_campo(campos: dict[str, object], campo: str) -> None:
    ruim = titulo(**campos)
    with pytest.raises(ErroDeRemessa) as erro:
        gerar_remessa(ITAU, [ruim], 1, GERADO_EM)
    assert (erro.value.seu_numero, erro.value.campo) == (ruim.seu_numero, campo)


@pytest.mark.parametrize(("campo", "valor"), [("agencia", "12345"), ("conta", "123456"), ("conta_dv", "12")])
def test_convenio_que_nao_cabe(campo: str, valor: str) -> None:
    mudanca: dict[str, Any] = {campo: valor}
    with pytest.raises(ErroDeRemessa, match=campo):
        gerar_remessa(replace(ITAU, **mudanca), [titulo()], 1, GERADO_EM)
