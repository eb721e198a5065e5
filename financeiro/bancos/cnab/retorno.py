"""Taking apart the file in which the bank answers."""

import re
from collections.abc import Sequence

from financeiro.bancos.cnab.campos import Linha
from financeiro.bancos.cnab.layout import Layout
from financeiro.bancos.cnab.layouts import LAYOUTS
from financeiro.bancos.cnab.tipos import ErroDeLayout, Retorno, trecho

LIMITE_BYTES = 64 * 1024 * 1024
"""Largest retorno taken: about 160 000 occurrences of 400 columns."""

_MARCA_UTF8 = b"\xef\xbb\xbf"
_FIM_DE_ARQUIVO = b"\x1a"
_CONTROLE = re.compile(r"[\x00-\x1f\x7f]")


def ler_retorno(conteudo: bytes, arquivo: str = "", limite: int = LIMITE_BYTES) -> Retorno:
    """The retorno in ``conteudo``, its bank and layout found by its header.

    Latin-1 or UTF-8; lines end in CRLF or LF; blank lines and the 0x1A that old systems end a file with are passed
    over. Everything else is strict: width of every line, order of records, numbering, counts, literals, digits and
    dates. Raises ErroDeLayout (with ``arquivo`` as the file's name) at the first thing that is not as the layout
    says, and for more than ``limite`` bytes; no other exception.
    """
    try:
        if len(conteudo) > limite:
            raise ErroDeLayout(1, 1, f"arquivo de até {limite} bytes", f"{len(conteudo)} bytes")
        brutas = _linhas(conteudo)
        if not brutas:
            raise ErroDeLayout(1, 1, "registro header do banco", "arquivo vazio")
        tamanho = _tamanho(*brutas[0])
        linhas = [_decodificar(numero, bruta, tamanho) for numero, bruta in brutas]
        return _layout(linhas[0]).ler(linhas)
    except ErroDeLayout as erro:
        erro.arquivo = arquivo
        raise


def _linhas(conteudo: bytes) -> Sequence[tuple[int, bytes]]:
    """The lines that have something in them, with their numbers."""
    corpo = conteudo.removeprefix(_MARCA_UTF8).rstrip(b"\r\n" + _FIM_DE_ARQUIVO)
    numeradas = enumerate(corpo.split(b"\n"), 1)
    return [(numero, linha.rstrip(b"\r")) for numero, linha in numeradas if linha.strip()]


def _tamanho(numero: int, primeira: bytes) -> int:
    """The width of the file's lines, by its first one."""
    tamanhos = sorted({layout.tamanho for layout in LAYOUTS.values()})
    for tamanho in tamanhos:
        if tamanho in (len(primeira), _caracteres(primeira)):
            return tamanho
    coluna = min(_caracteres(primeira), tamanhos[-1]) + 1
    aceitos = " ou ".join(str(tamanho) for tamanho in tamanhos)
    raise ErroDeLayout(numero, coluna, f"linha de {aceitos} colunas", f"{_caracteres(primeira)} colunas")


def _caracteres(bruta: bytes) -> int:
    try:
        return len(bruta.decode())
    except UnicodeDecodeError:
        return len(bruta)


def _decodificar(numero: int, bruta: bytes, tamanho: int) -> Linha:
    """A line as text. Accents take two bytes in UTF-8, so the width tells the encoding line by line."""
    if len(bruta) == tamanho:
        texto = bruta.decode("latin-1")
    elif _caracteres(bruta) == tamanho:
        texto = bruta.decode()
    else:
        colunas = _caracteres(bruta)
        raise ErroDeLayout(numero, min(colunas, tamanho) + 1, f"linha de {tamanho} colunas", f"{colunas} colunas")
    linha = Linha(numero, texto)
    if estranho := _CONTROLE.search(texto):
        raise linha.erro(estranho.start() + 1, "caractere imprimível")
    return linha


def _layout(header: Linha) -> Layout:
    candidatos = [layout for layout in LAYOUTS.values() if layout.tamanho == len(header.texto)]
    posicao = candidatos[0].posicao_banco
    banco = header.texto[posicao - 1 : posicao + 2]
    for layout in candidatos:
        if layout.banco == banco:
            return layout
    aceitos = ", ".join(sorted(layout.banco for layout in candidatos))
    raise header.erro(posicao, f"código de banco com leitor {candidatos[0].layout} ({aceitos})", trecho(banco))
