"""Runs the benchmarks on a private PostgreSQL and Redis with a demonstration provider, and prints a table."""

from __future__ import annotations

import argparse
import sys
from itertools import chain

from benchmarks.ambiente import servidores


def main() -> int:
    """Measure; exit 1 when a benchmark could not be run."""
    leitor = argparse.ArgumentParser(prog="python -m benchmarks")
    leitor.add_argument("--clientes", type=int, default=2000)
    leitor.add_argument("--titulos", type=int, default=20_000)
    leitor.add_argument("--servicos", type=int, nargs="*", default=[10_000, 100_000])
    leitor.add_argument("--comandos", type=int, default=5000, help="CoA and Disconnect sent to the stand-ins")
    leitor.add_argument("--logins", type=int, default=100_000, help="subscribers that RADIUS knows; half are online")
    opcoes = leitor.parse_args()
    with servidores() as postgres:
        # After the addresses are known: what measures the paper reads the settings too, and they are read once.
        import django

        from benchmarks import boletos, carne

        for medida in chain(boletos.medir(opcoes.titulos), carne.medir(min(opcoes.titulos, 600))):
            print(medida, flush=True)
        django.setup()
        from benchmarks import (
            alteracao,
            api,
            arquivos,
            bairros,
            banco,
            busca,
            coa,
            importacao,
            mes,
            paginas,
            radius,
            suspensao,
        )

        for medida in chain(banco.medir(opcoes.clientes), busca.medir(), paginas.medir(), api.medir()):
            print(medida, flush=True)
        for medida in mes.medir(opcoes.servicos):
            print(medida, flush=True)
        for medida in arquivos.medir(max(opcoes.servicos, default=10_000)):
            print(medida, flush=True)
        for medida in suspensao.medir(max(opcoes.servicos, default=10_000)):
            print(medida, flush=True)
        for medida in alteracao.medir(20_000):
            print(medida, flush=True)
        for medida in importacao.medir(max(opcoes.servicos, default=10_000)):
            print(medida, flush=True)
        for medida in bairros.medir(50_000):
            print(medida, flush=True)
        for medida in coa.medir(opcoes.comandos):
            print(medida, flush=True)
        for medida in radius.medir(postgres, "hubsoft", opcoes.logins, opcoes.logins // 2, opcoes.logins // 10):
            print(medida, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
