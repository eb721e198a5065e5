"""Runs the benchmark of the change of many services alone: ``python -m benchmarks.so_alteracao --servicos 20000``."""

from __future__ import annotations

import argparse

from benchmarks.ambiente import servidores


def main() -> None:
    """Measure on a private PostgreSQL and Redis."""
    leitor = argparse.ArgumentParser(prog="python -m benchmarks.so_alteracao")
    leitor.add_argument("--servicos", type=int, default=20_000)
    opcoes = leitor.parse_args()
    with servidores():
        import django

        django.setup()
        from django.core.management import call_command

        from benchmarks import alteracao

        call_command("migrate", interactive=False, verbosity=0)
        for medida in alteracao.medir(opcoes.servicos):
            print(medida, flush=True)


if __name__ == "__main__":
    main()
