"""Files and values of other systems, as they come."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importacao.regras import arquivo, valores
from importacao.regras.arquivo import ErroDeArquivo, canonico, ler, linhas_do_canonico
from importacao.regras.campos import CAMPOS, adivinhar


def planilha(*linhas: list[Any]) -> bytes:
    livro, memoria = openpyxl.Workbook(), io.BytesIO()
    for linha in linhas:
        livro.active.append(linha)
    livro.save(memoria)
    return memoria.getvalue()


@pytest.mark.parametrize("separador", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    ("codificacao", "nome"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
def test_csv_de_qualquer_jeito(separador: str, codificacao: str, nome: str) -> None:
    texto = (
        separador.join(["id", "nome", "rua"]) + "\r\n" + separador.join(["1", "José", '"Rua das Açucenas\n2"']) + "\r\n"
    )
    tabela = ler(texto.encode(codificacao))
    assert tabela.cabecalho == ["id", "nome", "rua"]
    assert list(tabela.linhas) == [["1", "José", "Rua das Açucenas\n2"]]
    assert nome in tabela.formato


def test_xlsx_com_numeros_e_datas() -> None:
    tabela = ler(
        planilha(["id", "cpf", "valor", "nasc", "x"], [1, 52998224725.0, 99.125, dt.datetime(1980, 12, 31)], [], [2])
    )
    assert list(tabela.linhas) == [
        ["1", "52998224725", "99,125", "31/12/1980", ""],
        ["", "", "", "", ""],
        ["2", "", "", "", ""],
    ]


def bomba() -> bytes:
    memoria = io.BytesIO()
    with zipfile.ZipFile(memoria, "w", zipfile.ZIP_DEFLATED) as pacote:
        for n in range(9):
            pacote.writestr(f"xl/worksheets/sheet{n}.xml", b"0" * (50 * 1024 * 1024))
    return memoria.getvalue()


def risos() -> bytes:
    """A workbook whose sheet is the billion laughs."""
    entidades = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    folha = f'<!DOCTYPE x [<!ENTITY a0 "ha">{entidades}]><worksheet '
    folha += 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    folha += '<c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row></sheetData></worksheet>'
    original, memoria = io.BytesIO(planilha(["id"], ["1"])), io.BytesIO()
    with zipfile.ZipFile(original) as de, zipfile.ZipFile(memoria, "w") as para:
        for parte in de.infolist():
            para.writestr(parte.filename, folha if "sheet1" in parte.filename else de.read(parte))
    return memoria.getvalue()


@pytest.mark.parametrize(
    ("conteudo", "mensagem"),
    [
        (b"", "vazio"),
        (b"   \n", "vazio"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "xls antigo"),
        (b"\x00\x01\x02\x03" * 10, "não é CSV"),
        (b"PK\x03\x04lixo", "corrompida"),
        (b"a;b\n1;2;3\n", "mais colunas"),
        (b"a;b\n1;" + b"x" * 5000, "mais de 4000"),
        (b";".join(b"c%d" % n for n in range(200)) + b"\n1", "mais de 120 colunas"),
        (b'a,b\n"1,2' + b"\n3,4" * 3000, "aspas"),
        (b"\xff\xfe\x00\xd8\x00", "corrompido"),
    ],
)
def test_arquivo_ruim_e_recusado_com_palavras(conteudo: bytes, mensagem: str) -> None:
    with pytest.raises(ErroDeArquivo, match=mensagem):
        list(ler(conteudo).linhas)


def test_bombas_nao_abrem() -> None:
    with pytest.raises(ErroDeArquivo, match="grande demais"):
        ler(bomba())
    with pytest.raises(ErroDeArquivo):
        list(ler(risos()).linhas)


def test_limite_de_linhas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arquivo, "LIMITE_LINHAS", 3)
    with pytest.raises(ErroDeArquivo, match="mais de 3 linhas"):
        list(ler(b"a;b\n" + b"1;2\n" * 4).linhas)


@given(st.binary(max_size=400))
def test_bytes_quaisquer_so_dao_linhas_ou_recusa(conteudo: bytes) -> None:
    try:
        tabela = ler(conteudo)
        assert all(len(linha) == len(tabela.cabecalho) for linha in tabela.linhas)
    except ErroDeArquivo:
        return


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=9),
            min_size=2,
            max_size=2,
        ),
        max_size=9,
    )
)
def test_o_canonico_volta_igual(linhas: list[list[str]]) -> None:
    assert list(linhas_do_canonico(canonico(linhas))) == linhas


@pytest.mark.parametrize(
    ("leitor", "texto", "valor"),
    [
        (valores.documento, "529.982.247-25", "52998224725"),
        (valores.documento, "1234567890", "01234567890"),
        (valores.documento, "12.ABC.345/01DE-35", "12ABC34501DE35"),
        (valores.documento, "191", "00000000191"),
        (valores.telefones, "+55 (19) 99999-0000 / 019 3232-1010", ["19999990000", "1932321010"]),
        (valores.emails, "A@x.com.br; b@y.com a@x.com.br", ["a@x.com.br", "b@y.com"]),
        (valores.cep, "1310-000", "01310000"),
        (valores.data, "31/12/1980", dt.date(1980, 12, 31)),
        (valores.data, "1980-12-31 00:00:00", dt.date(1980, 12, 31)),
        (valores.data, "0000-00-00", None),
        (valores.dinheiro, "R$ 1.234,50", Decimal("1234.50")),
        (valores.dinheiro, "99,125", Decimal("99.13")),
        (valores.mac, "aabb.ccdd.eeff", "AA:BB:CC:DD:EE:FF"),
        (valores.numero_do_banco, "000123", "123"),
    ],
)
def test_valores_lidos(leitor: Any, texto: str, valor: Any) -> None:
    assert leitor(texto) == valor


@pytest.mark.parametrize(
    ("leitor", "texto"),
    [
        (valores.documento, "529.982.247-24"),
        (valores.documento, "11111111111"),
        (valores.documento, "12.ABC.345/01DE-34"),
        (valores.telefones, "99999-0000"),
        (valores.emails, "sem-arroba"),
        (valores.cep, "123"),
        (valores.data, "31/02/2020"),
        (valores.data, "ontem"),
        (valores.data, "01/01/0001"),
        (valores.dinheiro, "-1"),
        (valores.dinheiro, "grátis"),
        (valores.dinheiro, "1" * 30),
        (valores.dia, "32"),
        (valores.login, "josé silva"),
        (valores.ipv4, "10.0.0.300"),
        (valores.numero_do_banco, "12-3"),
    ],
)
def test_valores_recusados(leitor: Any, texto: str) -> None:
    with pytest.raises(ValueError, match=r".{10}"):
        leitor(texto)


@given(st.sampled_from(sorted(valores.LEITORES)), st.text(max_size=60))
def test_nenhum_texto_quebra_um_leitor(nome: str, texto: str) -> None:
    try:
        valores.LEITORES[nome](texto)
    except ValueError:
        return


def test_colunas_adivinhadas() -> None:
    assert adivinhar("cliente", ["ID", "Razão Social", "CPF/CNPJ", "Endereço", "E-mail"]) == {
        "codigo": 0, "nome": 1, "cpf_cnpj": 2, "logradouro": 3, "email": 4,
    }  # fmt: skip
    for tipo, campos in CAMPOS.items():
        assert adivinhar(tipo, [c.rotulo for c in campos]) == {c.nome: i for i, c in enumerate(campos)}, tipo
