"""``manage.py restaurar_backup``: puts a copy of the database into an empty one."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import environ
import psycopg
from django.core.management.base import BaseCommand, CommandError

from configuracao.acoes.restaurar_backup import ler_identidades, restaurar
from configuracao.postgres import Destino
from hubsoft.core.erros import ErroDeNegocio

DO_DJANGO = {"HOST": "host", "PORT": "port", "NAME": "dbname", "USER": "user", "PASSWORD": "password"}


class Command(BaseCommand):
    """Restore; works without a database of its own."""

    help = "Restaura um backup em um banco vazio."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, the database and the key."""
        parser.add_argument("arquivo", type=Path)
        parser.add_argument("--banco", required=True, help="postgres://usuario:senha@servidor/banco_novo")
        parser.add_argument("--identidade", type=Path, help="arquivo da chave privada, como o age-keygen o escreve")

    def handle(self, *args: Any, **opcoes: Any) -> None:
        """Do it."""
        try:
            identidades = ler_identidades(opcoes["identidade"]) if opcoes["identidade"] else []
            restaurar(opcoes["arquivo"], ler_destino(opcoes["banco"]), identidades)
        except ErroDeNegocio as erro:
            raise CommandError(erro.mensagem) from erro
        except (OSError, psycopg.Error) as erro:
            raise CommandError(str(erro).strip()) from erro
        self.stdout.write("Restaurado. Rode manage.py migrate e peça que todos entrem de novo.")


def ler_destino(url: str) -> Destino:
    """Return the database of a DATABASE_URL."""
    lido = environ.Env.db_url_config(url)
    valores = {nome: lido.get(chave) for chave, nome in DO_DJANGO.items()}
    return Destino({**valores, **lido.get("OPTIONS", {})})
