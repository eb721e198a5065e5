"""Titles in JSON lines to barcodes, without database or Redis."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand

from financeiro.bancos.base import ErroDeTitulo
from financeiro.bancos.catalogo import calcular


def responder(linha: str) -> tuple[bool, dict[str, Any]]:
    """Return whether a line is a good title, and the answer to it."""
    try:
        titulo = json.loads(linha)
    except ValueError:
        return False, {"erro": "A linha não é um objeto JSON.", "campo": None}
    if not isinstance(titulo, dict):
        return False, {"erro": "A linha deve ser um objeto JSON, um título por linha.", "campo": None}
    try:
        return True, calcular(titulo)._asdict()
    except ErroDeTitulo as erro:
        return False, {"erro": erro.mensagem, "campo": erro.campo}


class Command(BaseCommand):
    """``manage.py boleto``: see ``docs/cli.md``."""

    help = "Calcula código de barras e linha digitável de títulos lidos da entrada padrão, um JSON por linha."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer each line; exit 1 when one was refused."""
        falhas = 0
        escrever = sys.stdout.write
        for bom, resposta in self._respostas(sys.stdin):
            falhas += not bom
            escrever(json.dumps(resposta, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        if falhas:
            sys.exit(1)

    def _respostas(self, linhas: Iterable[str]) -> Iterator[tuple[bool, dict[str, Any]]]:
        return (responder(linha) for linha in linhas if not linha.isspace())
