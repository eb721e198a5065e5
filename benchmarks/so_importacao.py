"""Measures only the import of another system's files (``python -m benchmarks.so_importacao --help``)."""

from __future__ import annotations

import argparse
import os
import sys

from benchmarks.ambiente import servidores


def main() -> int:
    """Measure on a private PostgreSQL and Redis; an error when a benchmark could not be run."""
    leitor = argparse.ArgumentParser(prog="python -m benchmarks.so_importacao")
    leitor.add_argument("--linhas", type=int, default=100_000, help="rows of each kind of file")
    linhas = leitor.parse_args().linhas
    with servidores():
        # After the addresses are known: settings are read once.
        import django

        django.setup()
        from django.core.management import call_command

        from benchmarks import importacao

        call_command("migrate", interactive=False, verbosity=0)
        for medida in importacao.medir(linhas):
            print(medida, f"load {os.getloadavg()[0]:.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
