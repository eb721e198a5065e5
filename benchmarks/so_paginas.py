"""Measures only searches and pages, at a chosen size (``python -m benchmarks.so_paginas --help``)."""

from __future__ import annotations

import argparse
import os
import sys
import time
from itertools import chain

from benchmarks.ambiente import servidores


def main() -> int:
    """Measure on a private PostgreSQL and Redis; an error when a benchmark could not be run."""
    leitor = argparse.ArgumentParser(prog="python -m benchmarks.so_paginas")
    leitor.add_argument("--clientes", type=int, default=500_000, help="clients to search among")
    leitor.add_argument("--modelo", type=int, default=100_000, help="of those, made as the demonstration's; copied")
    opcoes = leitor.parse_args()
    with servidores():
        # After the addresses are known: settings are read once.
        import django

        django.setup()
        from django.core.management import call_command

        from benchmarks import busca, paginas
        from benchmarks.multiplicar import multiplicar
        from demonstracao.provedor.criar import criar

        call_command("migrate", interactive=False, verbosity=0)
        inicio = time.perf_counter()
        criar(min(opcoes.modelo, opcoes.clientes))
        quantos = multiplicar(opcoes.clientes)
        print(f"{quantos} clients made in {time.perf_counter() - inicio:.0f} s", flush=True)
        for medida in chain(paginas.medir(), busca.medir()):
            print(medida, f"load {os.getloadavg()[0]:.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
