"""Titles in JSON lines to barcodes and PDF, without database or Redis."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from financeiro.bancos.base import ErroDeTitulo
from financeiro.bancos.catalogo import calcular
from financeiro.impressao.boleto import Boleto
from financeiro.impressao.pdf_boleto import escrever
from financeiro.impressao.titulos import boleto_do_titulo


def responder(linha: str) -> tuple[Boleto | None, dict[str, Any]]:
    """Return the boleto of a line (``None`` when it is refused) and the answer to it."""
    try:
        titulo = json.loads(linha)
    except (ValueError, RecursionError):
        return None, {"erro": "A linha não é um objeto JSON.", "campo": None}
    if not isinstance(titulo, dict):
        return None, {"erro": "A linha deve ser um objeto JSON, um título por linha.", "campo": None}
    try:
        calculado = calcular(titulo)
        return boleto_do_titulo(titulo, calculado), calculado._asdict()
    except ErroDeTitulo as erro:
        return None, {"erro": erro.mensagem, "campo": erro.campo}


class Command(BaseCommand):
    """``manage.py boleto``: see ``docs/cli.md``."""

    help = "Calcula código de barras e linha digitável de títulos lidos da entrada padrão, um JSON por linha."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--pdf``."""
        parser.add_argument("--pdf", metavar="ARQUIVO", help="grava os boletos dos títulos aceitos como um PDF")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer each line, write the PDF; exit 1 when a line was refused."""
        falhas, boletos = 0, []
        for linha in sys.stdin:
            if linha.isspace():
                continue
            boleto, resposta = responder(linha)
            sys.stdout.write(json.dumps(resposta, ensure_ascii=False) + "\n")
            if boleto is None:
                falhas += 1
            elif options["pdf"]:
                boletos.append(boleto)
        sys.stdout.flush()
        if options["pdf"]:
            gravar_pdf(boletos, options["pdf"])
        if falhas:
            sys.exit(1)


def gravar_pdf(boletos: list[Boleto], caminho: str) -> None:
    """Write the PDF; raises :class:`CommandError` when there is nothing to write or no place to write it."""
    if not boletos:
        raise CommandError("Nenhum título foi aceito: o PDF não foi gravado.")
    try:
        escrever(boletos, caminho)
    except OSError as erro:
        raise CommandError(f"Não foi possível gravar {caminho}: {erro.strerror}.") from erro
