"""Measures only the API, on a demonstration provider of a chosen size (``python -m benchmarks.so_api --help``)."""

from __future__ import annotations

import argparse
import os
import sys

from benchmarks.ambiente import servidores


def main() -> int:
    """Measure on a private PostgreSQL and Redis; an error when a benchmark could not be run."""
    leitor = argparse.ArgumentParser(prog="python -m benchmarks.so_api")
    leitor.add_argument("--clientes", type=int, default=2000)
    leitor.add_argument("--vezes", type=int, default=3, help="how often all of it is measured")
    opcoes = leitor.parse_args()
    with servidores():
        # After the addresses are known: settings are read once.
        import django

        django.setup()
        from django.core.management import call_command

        from benchmarks import api
        from demonstracao.provedor.criar import criar

        call_command("migrate", interactive=False, verbosity=0)
        criar(opcoes.clientes)
        for vez in range(opcoes.vezes):
            for medida in api.medir(vez):
                print(medida, f"load {os.getloadavg()[0]:.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
