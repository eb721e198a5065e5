"""Reading a table that another system wrote: CSV of whatever encoding and separator, or XLSX.

Everything is bounded before it is read: a hostile file is refused with words, never by the memory of the server.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

import openpyxl

LIMITE_BYTES = 32 * 1024 * 1024
LIMITE_DESCOMPACTADO = 400 * 1024 * 1024
LIMITE_TEXTOS_XLSX = 120 * 1024 * 1024
LIMITE_PARTES = 2000
LIMITE_LINHAS = 500_000
LIMITE_COLUNAS = 120
LIMITE_CELULA = 4000
AMOSTRA = 20_000  # letters
PEDACO = 1 << 16  # letters
SEPARADORES = {";": "ponto e vírgula", ",": "vírgula", "\t": "tabulação", "|": "barra vertical"}
ASSINATURA_ZIP = b"PK\x03\x04"
ASSINATURA_XLS = b"\xd0\xcf\x11\xe0"


class ErroDeArquivo(ValueError):
    """The file cannot be read; ``args[0]`` says why and what to do, in Portuguese."""


class Tabela(NamedTuple):
    """``cabecalho``: the names of the columns; ``linhas``: cells as text; ``formato``: what was found, for people."""

    cabecalho: list[str]
    linhas: Iterator[list[str]]
    formato: str


def ler(conteudo: bytes) -> Tabela:
    """Read a file by its bytes, whatever it is called; raises :class:`ErroDeArquivo`, also while rows are taken."""
    if not conteudo.strip():
        raise ErroDeArquivo("O arquivo está vazio. Exporte de novo do outro sistema.")
    if len(conteudo) > LIMITE_BYTES:
        raise ErroDeArquivo(f"O arquivo passa de {LIMITE_BYTES // 1024**2} MB. Divida-o em partes.")
    if conteudo.startswith(ASSINATURA_XLS):
        raise ErroDeArquivo("Este é um arquivo .xls antigo. Abra no Excel ou LibreOffice e salve como .xlsx ou .csv.")
    linhas, formato = _ler_xlsx(conteudo) if conteudo.startswith(ASSINATURA_ZIP) else _ler_csv(conteudo)
    return _com_cabecalho(linhas, formato)


def _com_cabecalho(linhas: Iterable[list[str]], formato: str) -> Tabela:
    iterador = iter(linhas)
    cabecalho = next(iterador, None)
    if cabecalho is None or not any(cabecalho):
        raise ErroDeArquivo("A primeira linha do arquivo deve ter os nomes das colunas.")
    while cabecalho and not cabecalho[-1]:
        cabecalho.pop()
    if len(cabecalho) > LIMITE_COLUNAS:
        raise ErroDeArquivo(f"O arquivo tem mais de {LIMITE_COLUNAS} colunas. Deixe só as que vai importar.")
    nomes = [nome or f"Coluna {indice}" for indice, nome in enumerate(cabecalho, 1)]
    return Tabela(nomes, _ajustadas(iterador, len(nomes)), formato)


def _ajustadas(linhas: Iterator[list[str]], colunas: int) -> Iterator[list[str]]:
    """Yield rows of exactly ``colunas`` cells; what goes beyond the header must be empty."""
    for numero, linha in enumerate(linhas, 2):
        if numero > LIMITE_LINHAS + 1:
            raise ErroDeArquivo(
                f"O arquivo tem mais de {LIMITE_LINHAS:,} linhas. Divida-o em partes.".replace(",", ".")
            )
        if any(linha[colunas:]):
            raise ErroDeArquivo(
                f"A linha {numero} tem mais colunas que o cabeçalho. Confira o separador e as aspas do arquivo."
            )
        yield (linha + [""] * (colunas - len(linha)))[:colunas]


def decodificar(conteudo: bytes) -> tuple[str, str]:
    """Return the codec of the text and its name for people: UTF-8 (with or without BOM), UTF-16 with BOM, else
    Windows-1252."""
    if conteudo.startswith((b"\xff\xfe", b"\xfe\xff")):
        if not _e_de("utf-16", conteudo):
            raise ErroDeArquivo("O texto do arquivo está corrompido. Exporte de novo em UTF-8.")
        return "utf-16", "UTF-16"
    if _e_de("utf-8-sig", conteudo):
        return "utf-8-sig", "UTF-8"
    # Five bytes have no letter in Windows-1252; latin-1 has one for every byte.
    return ("cp1252", "Windows-1252") if _e_de("cp1252", conteudo) else ("latin-1", "ISO-8859-1")


def _e_de(codec: str, conteudo: bytes) -> bool:
    """Whether the bytes are text of the codec, read piece by piece."""
    try:
        for pedaco in iter(partial(_texto_de(conteudo, codec).read, PEDACO), ""):
            del pedaco
    except UnicodeError:
        return False
    return True


def _texto_de(conteudo: bytes, codec: str) -> io.TextIOWrapper:
    """Return the bytes as a text that is decoded as it is read: a file in memory once, not four times over."""
    return io.TextIOWrapper(io.BytesIO(conteudo), encoding=codec, newline="")


def achar_separador(texto: str) -> str:
    """Return the separator that cuts the first lines into the most columns, the same number in each."""
    amostra = texto[:AMOSTRA].splitlines()[:20]
    if not amostra:
        return ";"

    def nota(separador: str) -> tuple[int, int]:
        larguras = [len(linha) for linha in csv.reader(amostra, delimiter=separador) if linha]
        if not larguras:
            return (0, 0)
        return (sum(largura == larguras[0] for largura in larguras) if larguras[0] > 1 else 0, larguras[0])

    try:
        return max(SEPARADORES, key=nota)
    except csv.Error:
        return ";"


def _ler_csv(conteudo: bytes) -> tuple[Iterator[list[str]], str]:
    if b"\x00" in conteudo[:4096] and not conteudo.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ErroDeArquivo("Este arquivo não é CSV nem XLSX. Exporte do outro sistema em um desses formatos.")
    codec, codificacao = decodificar(conteudo)
    separador = achar_separador(_texto_de(conteudo, codec).read(AMOSTRA))
    leitor = csv.reader(_texto_de(conteudo, codec), delimiter=separador)
    return _linhas_do_csv(leitor), f"CSV, {codificacao}, separado por {SEPARADORES[separador]}"


def _linhas_do_csv(leitor: Any) -> Iterator[list[str]]:
    try:
        for linha in leitor:
            yield [_texto(celula) for celula in linha]
    except csv.Error as erro:
        raise ErroDeArquivo(f"A linha {leitor.line_num} não é de um CSV: confira as aspas do arquivo.") from erro


def _ler_xlsx(conteudo: bytes) -> tuple[Iterator[list[str]], str]:
    """Read the first sheet, row by row, after a look at how large it says it is when unpacked."""
    ruim = "A planilha está corrompida ou não é XLSX. Abra no Excel ou LibreOffice e salve de novo como .xlsx."
    try:
        with zipfile.ZipFile(io.BytesIO(conteudo)) as pacote:
            partes = pacote.infolist()
            if len(partes) > LIMITE_PARTES or sum(parte.file_size for parte in partes) > LIMITE_DESCOMPACTADO:
                raise ErroDeArquivo("A planilha é grande demais depois de aberta. Salve como CSV ou divida em partes.")
            if any("sharedStrings" in p.filename and p.file_size > LIMITE_TEXTOS_XLSX for p in partes):
                raise ErroDeArquivo("A planilha tem texto demais. Salve como CSV ou divida em partes.")
        livro = openpyxl.load_workbook(io.BytesIO(conteudo), read_only=True, data_only=True, keep_links=False)
        folha = livro.worksheets[0]
    except ErroDeArquivo:
        raise
    except Exception as erro:  # the library raises whatever its parsers do
        raise ErroDeArquivo(ruim) from erro
    return _linhas_da_folha(folha, ruim), f"XLSX, planilha “{folha.title}”"


def _linhas_da_folha(folha: Any, ruim: str) -> Iterator[list[str]]:
    folha.reset_dimensions()
    vazias = 0
    try:
        for linha in folha.iter_rows(values_only=True, max_col=LIMITE_COLUNAS + 1):
            celulas = [_de_planilha(valor) for valor in linha]
            while celulas and not celulas[-1]:
                celulas.pop()
            # Formatted but empty rows at the end of a sheet are no rows; those between others keep their number.
            if not celulas:
                vazias += 1
                if vazias > LIMITE_LINHAS:
                    return
                continue
            for _ in range(vazias):
                yield []
            vazias = 0
            yield celulas
    except ErroDeArquivo:
        raise
    except Exception as erro:
        raise ErroDeArquivo(ruim) from erro


def _de_planilha(valor: Any) -> str:
    """Return a cell as Brazilian text: whole numbers bare, decimals with a comma, dates as dd/mm/aaaa."""
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if isinstance(valor, float):
        return str(int(valor)) if valor.is_integer() and abs(valor) < 1e15 else repr(valor).replace(".", ",")
    if isinstance(valor, dt.datetime):
        return f"{valor:%d/%m/%Y}" if valor.time() == dt.time() else f"{valor:%d/%m/%Y %H:%M:%S}"
    if isinstance(valor, dt.date):
        return f"{valor:%d/%m/%Y}"
    return _texto(str(valor))


def _texto(celula: str) -> str:
    if len(celula) > LIMITE_CELULA:
        raise ErroDeArquivo(
            f"Uma célula tem mais de {LIMITE_CELULA} letras. Confira as aspas e o separador do arquivo."
        )
    return celula.replace("\x00", "").strip()


def canonico(linhas: Iterable[list[str]]) -> bytes:
    """Return rows as the CSV that the import keeps; they are taken one by one."""
    memoria = io.BytesIO()
    texto = io.TextIOWrapper(memoria, encoding="utf-8", newline="")
    csv.writer(texto).writerows(linhas)
    texto.flush()
    return memoria.getvalue()


def linhas_do_canonico(conteudo: bytes) -> Iterator[list[str]]:
    """Yield the rows of :func:`canonico`."""
    return iter(csv.reader(_texto_de(conteudo, "utf-8")))
