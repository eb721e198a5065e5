"""The demonstration provider from the command line."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demonstracao.provedor.criar import criar


class Command(BaseCommand):
    """``manage.py demonstracao [--clientes N]``: see ``docs/operacao.md``."""

    help = "Cria o provedor de demonstração em um banco vazio; não faz nada quando ele já está lá."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--clientes", type=int, default=2000, help="quantos assinantes (2000)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it; refuses a production installation and a database with other data."""
        if settings.PRODUCAO:
            raise CommandError("A demonstração tem senhas públicas: não entra em produção (HUBSOFT_AMBIENTE).")
        if options["clientes"] < 1:
            raise CommandError("--clientes deve ser ao menos 1.")
        inicio = time.monotonic()
        try:
            resumo = criar(options["clientes"])
        except RuntimeError as erro:
            raise CommandError(str(erro)) from erro
        if resumo is None:
            self.stdout.write("O provedor de demonstração já está no banco.")
            return
        self.stdout.write(
            f"{resumo.clientes} assinantes, {resumo.faturas} faturas e {resumo.recibos} recibos "
            f"em {time.monotonic() - inicio:.1f} s."
        )
