"""Sicoob 240, position by position as sheet 05 of the manual prints them, and the commands it knows."""

from datetime import date
from decimal import Decimal

import pytest

from financeiro.bancos.cnab import ErroDeRemessa, TituloRemessa, estrutura240, gerar_remessa
from tests.financeiro.cnab.exemplos import GERADO_EM, SICOOB, linhas, sicoob, titulo


def remessa(*titulos: TituloRemessa) -> list[str]:
    conteudo = gerar_remessa(SICOOB, titulos, 1, GERADO_EM)
    sicoob().receber_remessa(conteudo)
    return linhas(conteudo)


EMPRESA = "CONEXAO AGIL TELECOMUNICACOES "
CONTA = "043273" + "0000000036668"
HEADER = [
    (1, 3, "756"),
    (4, 7, "0000"),
    (8, 8, "0"),
    (9, 17, " " * 9),
    (18, 18, "2"),
    (19, 32, "11222333000181"),
    (33, 52, " " * 20),
    (53, 57, "04327"),
    (58, 58, "3"),
    (59, 70, "000000003666"),
    (71, 71, "8"),
    (72, 72, "0"),
    (73, 102, EMPRESA),
    (103, 132, "SICOOB".ljust(30)),
    (133, 142, " " * 10),
    (143, 143, "1"),
    (144, 151, "01122026"),
    (152, 157, "094107"),
    (158, 163, "000001"),
    (164, 166, "081"),
    (167, 171, "00000"),
    (172, 240, " " * 69),
]
HEADER_LOTE = [
    (1, 8, "75600011"),
    (9, 9, "R"),
    (10, 11, "01"),
    (12, 13, "  "),
    (14, 16, "040"),
    (17, 17, " "),
    (18, 18, "2"),
    (19, 33, "011222333000181"),
    (34, 53, " " * 20),
    (54, 72, CONTA),
    (73, 73, " "),
    (74, 103, EMPRESA),
    (104, 183, " " * 80),
    (184, 191, "00000001"),
    (192, 199, "01122026"),
    (200, 207, "00000000"),
    (208, 240, " " * 33),
]
P = [
    (1, 8, "75600013"),
    (9, 13, "00001"),
    (14, 15, "P "),
    (16, 17, "01"),
    (18, 36, CONTA),
    (37, 37, " "),
    (38, 47, "0000000427"),
    (48, 49, "01"),
    (50, 51, "01"),
    (52, 52, "4"),
    (53, 57, " " * 5),
    (58, 58, "1"),
    (59, 59, "0"),
    (60, 60, " "),
    (61, 62, "22"),
    (63, 77, "FAT0000042     "),
    (78, 85, "10012027"),
    (86, 100, "000000000009990"),
    (101, 105, "00000"),
    (106, 106, " "),
    (107, 108, "04"),
    (109, 109, "N"),
    (110, 117, "01122026"),
    (118, 118, "2"),
    (119, 126, "10012027"),
    (127, 141, "000000000000100"),
    (142, 142, "0"),
    (143, 150, "00000000"),
    (151, 165, "0" * 15),
    (166, 180, "0" * 15),
    (181, 195, "0" * 15),
    (196, 220, "FAT0000042".ljust(25)),
    (221, 221, "3"),
    (222, 223, "00"),
    (224, 224, "0"),
    (225, 227, "   "),
    (228, 229, "09"),
    (230, 239, "0" * 10),
    (240, 240, " "),
]
Q = [
    (1, 17, "7560001300002Q 01"),
    (18, 18, "1"),
    (19, 33, "000052998224725"),
    (34, 73, "JOAO ANTONIO DA CONCEICAO".ljust(40)),
    (74, 113, "RUA SAO JOSE, NO 100 - AP. 2".ljust(40)),
    (114, 128, "AGUA VERDE     "),
    (129, 133, "80240"),
    (134, 136, "000"),
    (137, 151, "CURITIBA       "),
    (152, 153, "PR"),
    (154, 154, "0"),
    (155, 169, "0" * 15),
    (170, 209, " " * 40),
    (210, 212, "000"),
    (213, 240, " " * 28),
]
R = [
    (1, 17, "7560001300003R 01"),
    (18, 18, "0"),
    (19, 41, "0" * 23),
    (42, 65, "0" * 24),
    (66, 66, "2"),
    (67, 74, "10012027"),
    (75, 89, "000000000000200"),
    (90, 99, " " * 10),
    (100, 139, " " * 40),
    (140, 179, " " * 40),
    (180, 199, " " * 20),
    (200, 207, "00000000"),
    (208, 210, "000"),
    (211, 215, "00000"),
    (216, 216, " "),
    (217, 228, "0" * 12),
    (229, 230, "  "),
    (231, 231, "0"),
    (232, 240, " " * 9),
]
TRAILER_LOTE = [
    (1, 8, "75600015"),
    (9, 17, " " * 9),
    (18, 23, "000005"),
    (24, 29, "000001"),
    (30, 46, "00000000000009990"),
    (47, 115, "0" * 69),
    (116, 240, " " * 125),
]
TRAILER = [
    (1, 8, "75699999"),
    (9, 17, " " * 9),
    (18, 23, "000001"),
    (24, 29, "000007"),
    (30, 35, "000000"),
    (36, 240, " " * 205),
]
TABELAS = (HEADER, HEADER_LOTE, P, Q, R, TRAILER_LOTE, TRAILER)


@pytest.mark.parametrize(
    ("linha", "de", "ate", "conteudo"),
    [(linha, *posicao) for linha, tabela in enumerate(TABELAS) for posicao in tabela],
)
def test_posicoes(linha: int, de: int, ate: int, conteudo: str) -> None:
    assert remessa(titulo())[linha][de - 1 : ate] == conteudo


def test_as_tabelas_deste_teste_cobrem_as_linhas_inteiras() -> None:
    for tabela in TABELAS:
        assert len("".join(conteudo for *_, conteudo in tabela)) == 240


@pytest.mark.parametrize(
    ("campos", "linha", "de", "ate", "conteudo"),
    [
        ({"juros_mes_percentual": Decimal("0.00")}, 2, 118, 141, "0" * 24),
        ({"multa_percentual": Decimal("0.00")}, 4, 66, 89, "0" * 24),
        ({"protesto_dias": 10}, 2, 221, 223, "110"),
        (
            {"desconto_valor": Decimal("5.00"), "desconto_ate": date(2027, 1, 5)},
            2,
            142,
            165,
            "1" + "05012027" + "000000000000500",
        ),
        ({"instrucoes": ["Não aceitar cheque"]}, 4, 100, 179, "NAO ACEITAR CHEQUE".ljust(80)),
        ({"instrucoes": ["um", "dois", "três"]}, 4, 100, 179, "UM".ljust(40) + "DOIS".ljust(40)),
        ({"seu_numero": "123456789012345"}, 2, 63, 77, "123456789012345"),
    ],
)
def test_condicoes_do_titulo(campos: dict[str, object], linha: int, de: int, ate: int, conteudo: str) -> None:
    assert remessa(titulo(**campos))[linha][de - 1 : ate] == conteudo


@pytest.mark.parametrize(
    ("comando", "codigo"), [("baixa", "02"), ("alteracao_vencimento", "06"), ("alteracao_valor", "31")]
)
def test_comandos_levam_p_e_q(comando: str, codigo: str) -> None:
    detalhes = [linha for linha in remessa(titulo(comando=comando)) if linha[7] == "3"]
    assert [(linha[13], linha[15:17]) for linha in detalhes] == [("P", codigo), ("Q", codigo)]


def test_abatimento_nao_existe_no_layout() -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        gerar_remessa(SICOOB, [titulo(comando="abatimento", abatimento_valor=Decimal("1.00"))], 1, GERADO_EM)
    assert erro.value.campo == "comando"


def test_contagens_com_varios_titulos() -> None:
    do_lote = remessa(titulo(), titulo(nosso_numero="43", valor=Decimal("0.10")), titulo(comando="baixa"))
    assert len(do_lote) == 2 + 3 + 3 + 2 + 2
    assert do_lote[-2][17:46] == "000010" + "000003" + "00000000000019990"
    assert do_lote[-1][17:29] == "000001" + "000012"


def test_lote_cheio_abre_outro(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estrutura240, "_TITULOS_POR_LOTE", 2)
    titulos = [titulo(nosso_numero=str(numero)) for numero in (1, 2, 3)]
    conteudo = linhas(gerar_remessa(SICOOB, titulos, 1, GERADO_EM))
    assert [(linha[3:7], linha[7]) for linha in conteudo if linha[7] in "15"] == [
        ("0001", "1"),
        ("0001", "5"),
        ("0002", "1"),
        ("0002", "5"),
    ]
    assert [linha[8:13] for linha in conteudo if linha[3:8] == "00023"] == ["00001", "00002", "00003"]
    assert conteudo[-1][17:29] == "000002" + f"{len(conteudo):06}"


@pytest.mark.parametrize(
    ("campos", "campo"),
    [
        ({"seu_numero": "1234567890123456"}, "seu_numero"),
        ({"nosso_numero": "12345678", "nosso_numero_dv": "1"}, "nosso_numero"),
        ({"nosso_numero_dv": ""}, "nosso_numero_dv"),
        ({"nosso_numero_dv": "P"}, "nosso_numero"),
        ({"valor": Decimal("10000000000000.00")}, "valor"),
    ],
)
def test_o_que_nao_cabe_e_erro_com_titulo_e_campo(campos: dict[str, object], campo: str) -> None:
    ruim = titulo(**campos)
    with pytest.raises(ErroDeRemessa) as erro:
        gerar_remessa(SICOOB, [ruim], 1, GERADO_EM)
    assert (erro.value.seu_numero, erro.value.campo) == (ruim.seu_numero, campo)


def test_sequencia_que_nao_cabe() -> None:
    with pytest.raises(ErroDeRemessa, match="sequencia"):
        gerar_remessa(SICOOB, [titulo()], 1_000_000, GERADO_EM)
