"""Which files may be attached, told by what they hold and not by what they are called (C23)."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

MEGA = 1024 * 1024
MAXIMO = 15 * MEGA
"""Bytes of one file."""
MAXIMO_DO_ENVIO = 30 * MEGA
"""Bytes of all files sent at once; the proxy lets 40 MB through."""
ARQUIVOS_POR_ENVIO = 10
TAMANHO_DO_NOME = 120
PIXELS = 80_000_000
INICIO = 4096
PARTES_DO_ZIP, ABERTO = 2000, 200 * MEGA


class ArquivoRecusado(ValueError):
    """The file is not taken; the text is Portuguese and says what to do."""


@dataclass(frozen=True, slots=True)
class TipoArquivo:
    """A kind of file: extensions, the MIME type it is served with, how its content is checked.

    ``na_tela``: a browser may show it by itself; the others are only downloaded.
    """

    rotulo: str
    extensoes: tuple[str, ...]
    mime: str
    conferir: Callable[[BinaryIO], bool]
    na_tela: bool = False


def _comeca(*inicios: bytes, em: int = 0) -> Callable[[BinaryIO], bool]:
    def conferir(arquivo: BinaryIO) -> bool:
        lido = arquivo.read(em + max(map(len, inicios)))
        return any(lido[em:].startswith(inicio) for inicio in inicios)

    return conferir


def _imagem(formato: str) -> Callable[[BinaryIO], bool]:
    def conferir(arquivo: BinaryIO) -> bool:
        # Only the decoder of this format; the size is in the header, before anything is decoded.
        try:
            with Image.open(arquivo, formats=(formato,)) as imagem:
                largura, altura = imagem.size
                if largura * altura > PIXELS:
                    raise Image.DecompressionBombError
                imagem.verify()
        except Image.DecompressionBombError as erro:
            raise ArquivoRecusado("a imagem tem pontos demais. Diminua-a e envie de novo.") from erro
        return True

    return conferir


def _pacote(parte: str) -> Callable[[BinaryIO], bool]:
    """Check a document of Office or LibreOffice: a ZIP with its main part, without macros, not a bomb."""

    def conferir(arquivo: BinaryIO) -> bool:
        with zipfile.ZipFile(arquivo) as pacote:
            partes = pacote.infolist()
            if len(partes) > PARTES_DO_ZIP or sum(p.file_size for p in partes) > ABERTO:
                raise ArquivoRecusado("o arquivo é grande demais depois de aberto. Envie em PDF.")
            nomes = {p.filename for p in partes}
        if any(nome.lower().endswith("vbaproject.bin") or nome.startswith("Basic/") for nome in nomes):
            raise ArquivoRecusado("o documento tem macros. Salve sem macros, ou em PDF, e envie de novo.")
        return parte in nomes

    return conferir


def _texto(arquivo: BinaryIO) -> bool:
    """Check that there are no control characters: neither UTF-8 nor Latin-1 text has them."""
    while lido := arquivo.read(MEGA):
        if any(byte < 32 and byte not in (9, 10, 12, 13) for byte in lido):
            return False
    return True


OFFICE = "application/vnd.openxmlformats-officedocument"
LIBRE = "application/vnd.oasis.opendocument"
TIPOS: tuple[TipoArquivo, ...] = (
    TipoArquivo("PDF", ("pdf",), "application/pdf", _comeca(b"%PDF-"), na_tela=True),
    TipoArquivo("imagem JPEG", ("jpg", "jpeg"), "image/jpeg", _imagem("JPEG"), na_tela=True),
    TipoArquivo("imagem PNG", ("png",), "image/png", _imagem("PNG"), na_tela=True),
    TipoArquivo("imagem WebP", ("webp",), "image/webp", _imagem("WEBP"), na_tela=True),
    TipoArquivo("documento Word", ("docx",), f"{OFFICE}.wordprocessingml.document", _pacote("word/document.xml")),
    TipoArquivo("planilha Excel", ("xlsx",), f"{OFFICE}.spreadsheetml.sheet", _pacote("xl/workbook.xml")),
    TipoArquivo("documento ODT", ("odt",), f"{LIBRE}.text", _pacote("content.xml")),
    TipoArquivo("planilha ODS", ("ods",), f"{LIBRE}.spreadsheet", _pacote("content.xml")),
    TipoArquivo("texto", ("txt", "csv"), "text/plain", _texto),
    TipoArquivo("áudio Ogg", ("ogg", "opus"), "audio/ogg", _comeca(b"OggS")),
    TipoArquivo("áudio MP3", ("mp3",), "audio/mpeg", _comeca(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    TipoArquivo("vídeo ou áudio MP4", ("mp4", "m4a"), "video/mp4", _comeca(b"ftyp", em=4)),
)
POR_EXTENSAO = {extensao: tipo for tipo in TIPOS for extensao in tipo.extensoes}
ACEITOS = ", ".join(f".{extensao}" for extensao in POR_EXTENSAO)


def nome_seguro(nome: str) -> str:
    """Return the name to show and to download by: no folders, no characters that are not seen, bounded."""
    ultimo = unicodedata.normalize("NFC", nome).replace("\\", "/").rsplit("/", 1)[-1]
    visiveis = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in ultimo)
    base, ponto, extensao = " ".join(visiveis.split()).rstrip(". ").rpartition(".")
    if not ponto:
        return extensao[:TAMANHO_DO_NOME].strip()
    return f"{base.strip('. ')[:TAMANHO_DO_NOME].strip('. ') or 'arquivo'}.{extensao.lower()[:10].strip()}"


def conferir(nome: str, arquivo: BinaryIO, tamanho: int) -> TipoArquivo:
    """Return the kind of a file, read from its beginning; raises :class:`ArquivoRecusado`.

    ``nome``: as :func:`nome_seguro` gives it; ``tamanho`` in bytes.
    """
    tipo = POR_EXTENSAO.get(nome.rpartition(".")[2])
    if tipo is None:
        raise ArquivoRecusado(f"{nome}: este tipo de arquivo não é aceito. Envie um destes: {ACEITOS}.")
    if tamanho > MAXIMO:
        raise ArquivoRecusado(f"{nome}: o arquivo passa de {MAXIMO // MEGA} MB. Diminua-o e envie de novo.")
    if not tamanho:
        raise ArquivoRecusado(f"{nome}: o arquivo está vazio.")
    arquivo.seek(0)
    try:
        certo = tipo.conferir(arquivo)
    except ArquivoRecusado as erro:
        raise ArquivoRecusado(f"{nome}: {erro}") from erro
    except Exception:  # whatever a decoder says of a broken or hostile file
        certo = False
    finally:
        arquivo.seek(0)
    if not certo:
        raise ArquivoRecusado(
            f"{nome}: o conteúdo não é de um arquivo {tipo.rotulo}. Confira o arquivo e envie de novo."
        )
    return tipo
