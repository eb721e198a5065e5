"""Whatever happens to a file on its way, the reader reads it or says where it is broken, and soon."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from financeiro.bancos.cnab import ErroDeLayout, Retorno, ler_retorno
from tests.financeiro.cnab.test_retorno import AMBOS, ARQUIVO_ITAU, ARQUIVO_SICOOB

TRECHOS = st.one_of(
    st.binary(max_size=3),
    st.sampled_from([b"\r\n", b"\n", b"\r", b"\x1a", b"\x00", b" ", b"0", b"9", b"-", b"\xc3", "é".encode(), b"\x85"]),
    st.binary(min_size=200, max_size=450),
)


@st.composite
def mutados(draw: st.DrawFn, conteudo: bytes) -> bytes:
    """``conteudo`` with up to six pieces replaced, put in, taken out or moved."""
    dados = conteudo
    for _ in range(draw(st.integers(1, 6))):
        inicio = draw(st.integers(0, len(dados)))
        fim = min(len(dados), inicio + draw(st.sampled_from([0, 1, 1, 1, 2, 6, 13, 240, 402])))
        novo = draw(st.one_of(TRECHOS, st.just(dados[fim : fim + (fim - inicio)])))
        dados = dados[:inicio] + novo + dados[fim:]
    return dados


def _ler(conteudo: bytes) -> Retorno | ErroDeLayout:
    try:
        return ler_retorno(conteudo, "x.ret")
    except ErroDeLayout as erro:
        return erro


def _le_ou_diz_onde(conteudo: bytes) -> None:
    lido = _ler(conteudo)
    if isinstance(lido, ErroDeLayout):
        assert lido.linha >= 1
        assert 1 <= lido.coluna <= 402
        assert lido.esperado
        assert lido.encontrado
        assert "\n" not in str(lido)
        return
    for titulo in lido.titulos:
        assert titulo.valor >= 0
        assert titulo.valor_pago >= 0
        assert len(titulo.motivos) == len(titulo.motivos_descricao)


@AMBOS
@settings(max_examples=1500, deadline=None)
@given(dados=st.data())
def test_mutacoes(conteudo: bytes, dados: st.DataObject) -> None:
    _le_ou_diz_onde(dados.draw(mutados(conteudo)))


@settings(max_examples=300)
@given(conteudo=st.binary(max_size=2000))
def test_bytes_quaisquer(conteudo: bytes) -> None:
    _le_ou_diz_onde(conteudo)


@AMBOS
def test_cada_byte_trocado_por_letra(conteudo: bytes) -> None:
    for posicao in range(len(conteudo)):
        _le_ou_diz_onde(conteudo[:posicao] + b"x" + conteudo[posicao + 1 :])


@AMBOS
def test_cada_byte_a_menos_e_notado(conteudo: bytes) -> None:
    """A lost character moves what follows it, so it may never pass; a lost CR or the last LF changes nothing."""
    intacto = ler_retorno(conteudo)
    for posicao in range(len(conteudo)):
        sem_ele = conteudo[:posicao] + conteudo[posicao + 1 :]
        if conteudo[posicao : posicao + 1] == b"\r" or posicao == len(conteudo) - 1:
            assert ler_retorno(sem_ele) == intacto
        else:
            with pytest.raises(ErroDeLayout):
                ler_retorno(sem_ele)


@pytest.mark.parametrize(
    "conteudo",
    [
        b"0" * 10_000_000,
        b"\n" * 10_000_000,
        b"\xff" * 10_000_000,
        (b"1" * 400 + b"\n") * 20_000,
        ARQUIVO_ITAU + b"\x1a" * 5_000_000,
        ARQUIVO_SICOOB + b" \r\n" * 1_000_000,
    ],
    ids=["zeros", "linhas vazias", "ff", "detalhes sem header", "1a sem fim", "brancos sem fim"],
)
def test_tempo_limitado(conteudo: bytes) -> None:
    inicio = time.perf_counter()
    _le_ou_diz_onde(conteudo)
    assert time.perf_counter() - inicio < 5
