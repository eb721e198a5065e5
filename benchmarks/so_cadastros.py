"""Measures only the import and the merging of neighbourhoods (``python -m benchmarks.so_cadastros --help``)."""

from __future__ import annotations

import argparse
import os
import sys
from itertools import chain

from benchmarks.ambiente import servidores


def main() -> int:
    """Measure on a private PostgreSQL and Redis; an error when a benchmark could not be run."""
    leitor = argparse.ArgumentParser(prog="python -m benchmarks.so_cadastros")
    leitor.add_argument("--linhas", type=int, default=100_000, help="rows of each kind of file")
    leitor.add_argument("--enderecos", type=int, default=50_000, help="addresses whose neighbourhood is renamed")
    opcoes = leitor.parse_args()
    with servidores():
        # After the addresses are known: settings are read once.
        import django

        django.setup()
        from django.core.management import call_command

        from benchmarks import bairros, importacao

        call_command("migrate", interactive=False, verbosity=0)
        for medida in chain(bairros.medir(opcoes.enderecos), importacao.medir(opcoes.linhas)):
            print(medida, f"load {os.getloadavg()[0]:.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
