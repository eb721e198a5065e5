"""The BR Code."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from financeiro.pix.brcode import ErroDePix, crc16, ler, montar

CHAVE = "123e4567-e12b-12d1-a456-426655440000"


def test_exemplo_do_manual_do_banco_central() -> None:
    codigo = montar(chave=CHAVE, nome="Fulano de Tal", cidade="BRASILIA")
    assert codigo == (
        "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000"
        "5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D"
    )


def test_crc_conhecido() -> None:
    assert crc16("123456789") == "29B1"


@given(
    st.integers(1, 10**11).map(lambda c: Decimal(c) / 100),
    st.from_regex(r"[A-Za-z0-9]{1,25}", fullmatch=True),
    st.text(min_size=1, max_size=40).filter(lambda t: any(c.isascii() and c.isalnum() for c in t[:10])),
)
def test_codigo_montado_le_de_volta(valor: Decimal, txid: str, nome: str) -> None:
    lido = ler(montar(chave="52998224725", valor=valor, txid=txid, nome=nome, cidade="São José dos Campos"))
    assert (lido.chave, lido.valor, lido.txid) == ("52998224725", valor, txid)
    assert lido.cidade == "Sao Jose dos Ca"
    assert lido.nome.isascii()
    assert len(lido.nome) <= 25


@pytest.mark.parametrize(
    ("campo", "argumentos"),
    [
        ("chave", {"chave": "x"}),
        ("chave", {"chave": ""}),
        ("valor", {"valor": Decimal("0")}),
        ("valor", {"valor": Decimal("1.001")}),
        ("valor", {"valor": Decimal("-1")}),
        ("txid", {"txid": "com espaço"}),
        ("txid", {"txid": "a" * 26}),
        ("nome", {"nome": " "}),
        ("cidade", {"cidade": "—"}),
    ],
)
def test_recusas(campo: str, argumentos: dict) -> None:
    padrao = {"chave": CHAVE, "nome": "Fulano", "cidade": "Brasilia"}
    with pytest.raises(ErroDePix) as erro:
        montar(**{**padrao, **argumentos})
    assert erro.value.campo == campo


@given(st.data())
def test_codigo_adulterado_e_recusado(data: st.DataObject) -> None:
    codigo = montar(chave=CHAVE, valor=Decimal("10.00"), nome="Fulano", cidade="Brasilia")
    posicao = data.draw(st.integers(0, len(codigo) - 1))
    letra = data.draw(st.characters(min_codepoint=33, max_codepoint=126).filter(lambda c: c != codigo[posicao]))
    with pytest.raises(ErroDePix):
        ler(codigo[:posicao] + letra + codigo[posicao + 1 :])


@given(st.text(max_size=120))
def test_texto_qualquer_nunca_quebra(texto: str) -> None:
    with pytest.raises(ErroDePix):
        ler(texto)
