"""Titles in JSON lines to barcodes and PDF, without database or Redis."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from financeiro.bancos.linhas import Aceito, Recusado, preparar, responder
from financeiro.impressao.boleto import Boleto
from financeiro.impressao.pdf_boleto import escrever
from financeiro.impressao.titulos import boleto_do_titulo


class Command(BaseCommand):
    """``manage.py boleto``: see ``docs/cli.md``. Without options ``manage.py`` answers by itself, without Django."""

    help = "Calcula código de barras e linha digitável de títulos lidos da entrada padrão, um JSON por linha."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--pdf``."""
        parser.add_argument("--pdf", metavar="ARQUIVO", help="grava os boletos dos títulos aceitos como um PDF")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer each line, write the PDF; exit 1 when a line was refused."""
        preparar(sys.stdin, sys.stdout)
        aceitos, recusas = [], 0
        for lido in responder(sys.stdin, sys.stdout):
            if isinstance(lido, Recusado):
                recusas += 1
            elif options["pdf"]:
                aceitos.append(lido)
        sys.stdout.flush()
        if options["pdf"]:
            gravar_pdf(aceitos, options["pdf"])
        if recusas:
            sys.exit(1)


def gravar_pdf(aceitos: list[Aceito], caminho: str) -> None:
    """Write the PDF; raises :class:`CommandError` when there is nothing to write or no place to write it."""
    if not aceitos:
        raise CommandError("Nenhum título foi aceito: o PDF não foi gravado.")
    try:
        escrever(_boletos(aceitos), caminho)
    except OSError as erro:
        raise CommandError(f"Não foi possível gravar {caminho}: {erro.strerror}.") from erro


def _boletos(aceitos: list[Aceito]) -> Iterator[Boleto]:
    return (boleto_do_titulo(aceito.titulo, aceito.calculado) for aceito in aceitos)
