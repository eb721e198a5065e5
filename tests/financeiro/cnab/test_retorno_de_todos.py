"""Every layout's retorno: the forms a good file may have, and that a broken one says where it is broken."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from financeiro.bancos.cnab import ErroDeLayout, gerar_remessa, ler_retorno
from tests.financeiro.cnab.casos import CASOS, TODOS, Caso
from tests.financeiro.cnab.exemplos import GERADO_EM
from tests.financeiro.cnab.test_comando_retorno import aqui
from tests.financeiro.cnab.test_retorno import erro_de, sem_linha, trocar
from tests.financeiro.cnab.test_retorno_mutacoes import _le_ou_diz_onde, mutados
from tests.standins.banco import Liquidacao

DIA = date(2027, 1, 12)


@cache
def arquivo(caso: Caso) -> bytes:
    """A retorno of three entries and a payment."""
    banco = caso.banco()
    entradas = [caso.titulo(nosso_numero=str(n), seu_numero=f"F{n}") for n in (1, 2, 3)]
    banco.receber_remessa(gerar_remessa(caso.convenio, entradas, 1, GERADO_EM))
    paga = Liquidacao("1", Decimal("99.90"), DIA, DIA, tarifa=Decimal("1.50"))
    return banco.gerar_retorno(DIA, liquidacoes=[paga])


@TODOS
def test_formas_de_um_arquivo_bom(caso: Caso) -> None:
    conteudo = arquivo(caso)
    lido = ler_retorno(conteudo)
    assert len(lido.titulos) == 4
    for forma in (
        conteudo.replace(b"\r\n", b"\n"),
        conteudo[:-2],
        conteudo + b"\x1a\r\n",
        b"\xef\xbb\xbf" + conteudo,
        conteudo.replace(b"EMPRESA", "CONEXÃO".encode("latin-1")),
        conteudo.replace(b"EMPRESA", "CONEXÃO".encode()),
    ):
        assert ler_retorno(forma) == lido


@TODOS
def test_arquivo_cortado_linha_a_menos_ou_repetida(caso: Caso) -> None:
    linhas = arquivo(caso).split(b"\r\n")[:-1]
    for quantas in range(1, len(linhas)):
        assert erro_de(b"\r\n".join(linhas[:quantas]) + b"\r\n").linha in (quantas, quantas + 1)
    for posicao in range(1, len(linhas) - 1):
        erro_de(sem_linha(arquivo(caso), posicao + 1))
        erro_de(b"\r\n".join([*linhas[: posicao + 1], *linhas[posicao:]]))


@TODOS
def test_cada_byte_a_menos_e_notado(caso: Caso) -> None:
    conteudo = arquivo(caso)
    for posicao in range(len(conteudo) - 1):
        if conteudo[posicao : posicao + 1] != b"\r":
            with pytest.raises(ErroDeLayout):
                ler_retorno(conteudo[:posicao] + conteudo[posicao + 1 :])


@TODOS
def test_cada_byte_trocado_por_letra(caso: Caso) -> None:
    conteudo = arquivo(caso)
    for posicao in range(len(conteudo)):
        _le_ou_diz_onde(conteudo[:posicao] + b"x" + conteudo[posicao + 1 :])


@TODOS
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dados=st.data())
def test_mutacoes(caso: Caso, dados: st.DataObject) -> None:
    _le_ou_diz_onde(dados.draw(mutados(arquivo(caso))))


@TODOS
def test_remessa_no_lugar_do_retorno(caso: Caso) -> None:
    erro = erro_de(gerar_remessa(caso.convenio, [caso.titulo()], 1, GERADO_EM))
    assert (erro.linha, erro.coluna, erro.encontrado) == (1, 143 if caso.largura == 240 else 2, '"1"')


@pytest.mark.parametrize(
    ("caso", "linha", "coluna", "novo", "acusada", "esperado"),
    [(caso, *estrago) for caso in CASOS for estrago in caso.estragos],
    ids=lambda valor: valor.nome if isinstance(valor, Caso) else None,
)
def test_estragos(caso: Caso, linha: int, coluna: int, novo: str, acusada: int, esperado: str) -> None:
    """A broken field is refused with line, column, what was expected and what was found."""
    erro = erro_de(trocar(arquivo(caso), linha, coluna, novo))
    assert (erro.linha, erro.coluna) == (linha, acusada)
    assert esperado in erro.esperado
    assert erro.encontrado


@TODOS
def test_comando_de_linha_le_cada_banco(caso: Caso, tmp_path) -> None:  # type: ignore[no-untyped-def]
    caminho = tmp_path / "cobranca.ret"
    caminho.write_bytes(arquivo(caso))
    codigo, saida, erros = aqui(caminho)
    assert (codigo, erros) == (0, "")
    assert f'"banco": "{caso.convenio.banco}"' in saida
    caminho.write_bytes(arquivo(caso)[:-100])
    codigo, saida, erros = aqui(caminho)
    assert (codigo, saida) == (2, "")
    assert "coluna" in erros
