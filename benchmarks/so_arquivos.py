"""Measures only the files to and from the bank, at a chosen size (``python -m benchmarks.so_arquivos --help``)."""

from __future__ import annotations

import argparse
import os
import sys

from benchmarks.ambiente import servidores


def main() -> int:
    """Measure on a private PostgreSQL and Redis; an error when a benchmark could not be run."""
    leitor = argparse.ArgumentParser(prog="python -m benchmarks.so_arquivos")
    leitor.add_argument("--titulos", type=int, default=100_000, help="titles sent; half of them are paid")
    titulos = leitor.parse_args().titulos
    with servidores():
        # After the addresses are known: settings are read once.
        import django

        django.setup()
        from django.core.management import call_command

        from benchmarks import arquivos

        call_command("migrate", interactive=False, verbosity=0)
        for medida in arquivos.medir(titulos):
            print(medida, f"load {os.getloadavg()[0]:.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
