"""Titles in JSON lines, answered line by line (``manage.py boleto``, see ``docs/cli.md``)."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

from financeiro.bancos.base import ErroDeTitulo, TituloCalculado
from financeiro.bancos.catalogo import calcular


class Aceito(NamedTuple):
    """A title that was calculated."""

    titulo: dict[str, str]
    calculado: TituloCalculado


class Recusado(NamedTuple):
    """Why a line has no title; ``campo`` is the wrong field, ``None`` when the line is not an object at all."""

    mensagem: str
    campo: str | None


def ler(linha: str) -> Aceito | Recusado:
    """Return the title of a line, calculated, or why it is refused."""
    try:
        titulo = json.loads(linha)
    except (ValueError, RecursionError):
        return Recusado("A linha não é um objeto JSON.", None)
    if not isinstance(titulo, dict):
        return Recusado("A linha deve ser um objeto JSON, um título por linha.", None)
    try:
        return Aceito(titulo, calcular(titulo))
    except ErroDeTitulo as erro:
        return Recusado(erro.mensagem, erro.campo)


def resposta(lido: Aceito | Recusado) -> str:
    """Return the JSON line that answers a line."""
    if isinstance(lido, Recusado):
        return json.dumps({"erro": lido.mensagem, "campo": lido.campo}, ensure_ascii=False) + "\n"
    codigo, linha, numero, dv, livre = lido.calculado
    # Digits and the punctuation of the banks: nothing here that JSON would escape.
    return (
        f'{{"codigo_barras": "{codigo}", "linha_digitavel": "{linha}", "nosso_numero": "{numero}", '
        f'"nosso_numero_dv": "{dv}", "campo_livre": "{livre}"}}\n'
    )


def responder(entrada: Iterable[str], saida: IO[str]) -> Iterator[Aceito | Recusado]:
    """Write the answer to each line that is not blank, and yield what was read of it."""
    for linha in entrada:
        if not linha.isspace():
            lido = ler(linha)
            saida.write(resposta(lido))
            yield lido


def preparar(entrada: IO[str], saida: IO[str]) -> None:
    """Let the streams of a process carry any bytes: bad UTF-8 becomes U+FFFD, a lone surrogate its JSON escape."""
    if isinstance(entrada, io.TextIOWrapper) and isinstance(saida, io.TextIOWrapper):
        entrada.reconfigure(encoding="utf-8", errors="replace")
        saida.reconfigure(encoding="utf-8", errors="backslashreplace")


def principal() -> int:
    """Answer standard input on standard output; return the exit status: 1 when a line was refused."""
    preparar(sys.stdin, sys.stdout)
    recusadas = sum(isinstance(lido, Recusado) for lido in responder(sys.stdin, sys.stdout))
    sys.stdout.flush()
    return 1 if recusadas else 0
