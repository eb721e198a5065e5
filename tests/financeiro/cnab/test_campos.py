"""The engine: what a field writes, what it refuses, what it reads, and tables that do not add up."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from financeiro.bancos.cnab.campos import Campo, Linha, Registro, Tipo, Valor, sem_acentos
from financeiro.bancos.cnab.tipos import ErroDeLayout, ErroDeRemessa


@pytest.mark.parametrize(
    ("tipo", "tamanho", "valor", "escrito"),
    [
        (Tipo.TEXTO, 10, "São João", "SAO JOAO  "),
        (Tipo.TEXTO, 5, "Conceição", "CONCE"),
        (Tipo.TEXTO, 4, "Rua A B", "RUA "),
        (Tipo.TEXTO, 3, "", "   "),
        (Tipo.TEXTO, 3, None, "   "),
        (Tipo.CODIGO, 6, "ab-1", "AB-1  "),
        (Tipo.NUMERO, 5, "42", "00042"),
        (Tipo.NUMERO, 5, 42, "00042"),
        (Tipo.NUMERO, 3, "00042", "042"),
        (Tipo.NUMERO, 3, None, "000"),
        (Tipo.VALOR, 7, Decimal("1.5"), "0000150"),
        (Tipo.VALOR, 7, Decimal("99999.99"), "9999999"),
        (Tipo.VALOR, 7, None, "0000000"),
        (Tipo.DATA6, 6, date(2026, 12, 1), "011226"),
        (Tipo.DATA8, 8, date(2026, 12, 1), "01122026"),
        (Tipo.DATA8, 8, None, "00000000"),
        (Tipo.HORA, 6, datetime(2026, 12, 1, 9, 5, 3), "090503"),
        (Tipo.INSCRICAO, 14, "529.982.247-25", "00052998224725"),
        (Tipo.INSCRICAO, 15, "12.abc.345/01de-35", "012ABC34501DE35"),
    ],
)
def test_campo_escreve(tipo: Tipo, tamanho: int, valor: Valor, escrito: str) -> None:
    assert Campo("x", 1, tamanho, tipo).escrever(valor, "1") == escrito


@pytest.mark.parametrize(
    ("tipo", "tamanho", "valor"),
    [
        (Tipo.CODIGO, 3, "1234"),
        (Tipo.CODIGO, 9, "fatura é"),
        (Tipo.CODIGO, 9, "a\nb"),
        (Tipo.NUMERO, 3, "1000"),
        (Tipo.NUMERO, 3, "12a"),
        (Tipo.NUMERO, 3, -1),
        (Tipo.NUMERO, 3, "１２"),
        (Tipo.VALOR, 4, Decimal("100.00")),
        (Tipo.VALOR, 9, Decimal("0.001")),
        (Tipo.VALOR, 9, Decimal("-1.00")),
        (Tipo.VALOR, 9, Decimal("NaN")),
        (Tipo.VALOR, 9, "1.00"),
        (Tipo.DATA6, 6, date(1999, 12, 31)),
        (Tipo.DATA6, 6, "011226"),
        (Tipo.HORA, 6, date(2026, 12, 1)),
        (Tipo.INSCRICAO, 14, "123"),
        (Tipo.INSCRICAO, 14, "12ABC34501DEA5"),
    ],
)
def test_campo_recusa_sem_cortar(tipo: Tipo, tamanho: int, valor: Valor) -> None:
    with pytest.raises(ErroDeRemessa) as erro:
        Campo("total", 1, tamanho, tipo).escrever(valor, "FAT7")
    assert (erro.value.seu_numero, erro.value.campo) == ("FAT7", "total")
    assert str(erro.value).startswith("Título FAT7: campo total: ")


@pytest.mark.parametrize(
    ("tipo", "texto", "lido"),
    [
        (Tipo.TEXTO, "  1A ", "1A"),
        (Tipo.NUMERO, "00042", "00042"),
        (Tipo.NUMERO_OPCIONAL, "     ", ""),
        (Tipo.VALOR, "0000000009990", Decimal("99.90")),
        (Tipo.VALOR, "000", Decimal("0.00")),
        (Tipo.DATA6, "290228", date(2028, 2, 29)),
        (Tipo.DATA6, "000000", None),
        (Tipo.DATA6, "      ", None),
        (Tipo.DATA8, "31122026", date(2026, 12, 31)),
    ],
)
def test_campo_le(tipo: Tipo, texto: str, lido: Valor) -> None:
    assert Campo("x", 3, 2 + len(texto), tipo).ler(Linha(1, "--" + texto + "--")) == lido


@pytest.mark.parametrize(
    ("tipo", "texto", "coluna"),
    [
        (Tipo.NUMERO, "12x4", 5),
        (Tipo.NUMERO, "    ", 3),
        (Tipo.NUMERO, "12²4", 5),
        (Tipo.NUMERO_OPCIONAL, "1   ", 4),
        (Tipo.VALOR, "0001,50", 7),
        (Tipo.VALOR, "-000150", 3),
        (Tipo.DATA6, "290227", 3),
        (Tipo.DATA6, "0101 7", 7),
        (Tipo.DATA8, "01130202", 3),
        (Tipo.DATA8, "01010000", 3),
        (Tipo.FIXO, "RETORNA", 3),
    ],
)
def test_campo_estragado_diz_a_coluna(tipo: Tipo, texto: str, coluna: int) -> None:
    with pytest.raises(ErroDeLayout) as erro:
        Campo("x", 3, 2 + len(texto), tipo, "RETORNO").ler(Linha(9, "--" + texto + "--"))
    assert (erro.value.linha, erro.value.coluna) == (9, coluna)


@pytest.mark.parametrize(
    ("texto", "simples"),
    [
        ("Ação  é ótima", "ACAO E OTIMA"),
        ("nº 1 – 2ª “via”", 'NO 1 - 2A "VIA"'),
        ("linha\r\nnova\tcoluna", "LINHA NOVA COLUNA"),
        ("emoji 😀 ok", "EMOJI OK"),
        ("Straße", "STRASSE"),
    ],
)
def test_sem_acentos(texto: str, simples: str) -> None:
    assert sem_acentos(texto) == simples


@pytest.mark.parametrize(
    "campos",
    [
        (Campo("a", 1, 4, Tipo.TEXTO), Campo("b", 6, 10, Tipo.TEXTO)),
        (Campo("a", 1, 5, Tipo.TEXTO), Campo("b", 5, 10, Tipo.TEXTO)),
        (Campo("a", 1, 9, Tipo.TEXTO),),
        (Campo("a", 1, 11, Tipo.TEXTO),),
        (Campo("a", 1, 5, Tipo.TEXTO), Campo("a", 6, 10, Tipo.TEXTO)),
    ],
    ids=["buraco", "sobreposto", "curto", "longo", "nome repetido"],
)
def test_tabela_que_nao_fecha_nao_existe(campos: tuple[Campo, ...]) -> None:
    with pytest.raises(ValueError, match="tabela de teste"):
        Registro("tabela de teste", 10, campos)


def test_nome_que_o_registro_nao_tem_e_erro_de_quem_chama() -> None:
    registro = Registro("r", 5, (Campo("a", 1, 5, Tipo.TEXTO),))
    with pytest.raises(KeyError, match="valro"):
        registro.montar({"valro": "x"})
