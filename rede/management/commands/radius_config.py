"""``manage.py radius_config``: writes the configuration folder of FreeRADIUS."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rede.radius.configuracao import ConfiguracaoRadius, gerar


class Command(BaseCommand):
    """Ports and secrets come from the environment, as for the other processes (see deploy/freeradius/README.md)."""

    help = "Escreve a pasta de configuração do FreeRADIUS."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("destino", type=Path, help="pasta a escrever, por exemplo /etc/freeradius-hubsoft")
        parser.add_argument("--endereco", default="*", help="endereço em que escuta (padrão: todos)")
        parser.add_argument("--endereco-ipv6", default="", help="endereço IPv6 em que escuta; :: para todos")

    def handle(self, *args: Any, **opcoes: Any) -> None:
        """Write the folder."""
        if not settings.RADIUS_SEGREDO_STATUS:
            raise CommandError("Defina HUBSOFT_RADIUS_SEGREDO_STATUS: é o segredo da porta de status.")
        configuracao = ConfiguracaoRadius(
            url_banco=os.environ.get("DATABASE_URL", "postgres://hubsoft@127.0.0.1:5432/hubsoft"),
            porta_auth=settings.RADIUS_PORTA_AUTH,
            porta_acct=settings.RADIUS_PORTA_ACCT,
            porta_status=settings.RADIUS_PORTA_STATUS,
            segredo_status=settings.RADIUS_SEGREDO_STATUS,
            endereco=opcoes["endereco"],
            endereco_ipv6=opcoes["endereco_ipv6"],
            senha_papel=os.environ.get("HUBSOFT_RADIUS_SENHA_BANCO", ""),
        )
        gerar(opcoes["destino"], configuracao)
        self.stdout.write(f"Escrito em {opcoes['destino']}. Inicie com: freeradius -f -d {opcoes['destino']}")
