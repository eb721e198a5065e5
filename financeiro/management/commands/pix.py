"""A Pix BR Code, without database or Redis."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from financeiro.pix.brcode import SEM_TXID, ErroDePix, montar


class Command(BaseCommand):
    """``manage.py pix``: see ``docs/cli.md``."""

    help = "Escreve o BR Code (Pix copia e cola) de uma chave."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--chave", required=True, help="CPF, CNPJ, e-mail, telefone +55… ou chave aleatória")
        parser.add_argument("--valor", help='em reais, como "99.90"; sem ele o pagador digita o valor')
        parser.add_argument("--txid", default=SEM_TXID, help="até 25 letras e algarismos")
        parser.add_argument("--nome", required=True, help="nome do recebedor")
        parser.add_argument("--cidade", required=True, help="cidade do recebedor")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the code; exit 1 naming the wrong field."""
        valor = options["valor"]
        if valor is not None and not re.fullmatch(r"\d+\.\d{2}", valor, re.ASCII):
            raise CommandError('valor: use a forma "99.90".')
        try:
            codigo = montar(
                chave=options["chave"],
                valor=None if valor is None else Decimal(valor),
                txid=options["txid"],
                nome=options["nome"],
                cidade=options["cidade"],
            )
        except ErroDePix as erro:
            raise CommandError(f"{erro.campo}: {erro.mensagem}") from erro
        self.stdout.write(codigo)
