"""Runs the benchmarks on a private PostgreSQL and Redis with a demonstration provider, and prints a table."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import warnings
from itertools import chain
from pathlib import Path

warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")

RAIZ = Path(__file__).resolve().parent.parent
OPCOES = ("shared_buffers=256MB", "synchronous_commit=off", "max_wal_size=2GB", "max_connections=60")


def _maquina() -> str:
    with open("/proc/cpuinfo") as cpus:
        modelo = next((linha.split(":")[1].strip() for linha in cpus if linha.startswith("model name")), "?")
    carga = os.getloadavg()[0]
    return f"{os.cpu_count()} × {modelo}, Python {platform.python_version()}, load before: {carga:.1f}"


def main() -> int:
    """Measure; exit 1 when a benchmark could not be run."""
    leitor = argparse.ArgumentParser(prog="python -m benchmarks")
    leitor.add_argument("--clientes", type=int, default=2000)
    leitor.add_argument("--titulos", type=int, default=20_000)
    leitor.add_argument("--servicos", type=int, nargs="*", default=[10_000, 100_000])
    leitor.add_argument("--comandos", type=int, default=5000, help="CoA and Disconnect sent to the stand-ins")
    leitor.add_argument("--logins", type=int, default=100_000, help="subscribers that RADIUS knows; half are online")
    opcoes = leitor.parse_args()
    from demonstracao.servidores import Postgres, Redis

    print(f"{_maquina()}\n")
    print(f"{'what':<62}{'measured':>18}{'floor':>18}{'ratio':>8}")
    pasta = Path(tempfile.mkdtemp(prefix="hubsoft-bench-"))
    postgres, redis = Postgres(pasta / "pg", OPCOES), Redis(pasta / "redis")
    try:
        postgres.iniciar()
        redis.iniciar()
        postgres.esperar()
        redis.esperar()
        postgres.criar_banco("hubsoft")
        os.environ.update(
            DATABASE_URL=postgres.url("hubsoft"),
            REDIS_URL=redis.url,
            DJANGO_SETTINGS_MODULE="hubsoft.settings",
            HUBSOFT_VAR=str(pasta),
            HUBSOFT_NIVEL_DE_LOG="WARNING",
        )
        # After the addresses are known: what measures the paper reads the settings too, and they are read once.
        import django

        from benchmarks import boletos, carne

        for medida in chain(boletos.medir(opcoes.titulos), carne.medir(min(opcoes.titulos, 600))):
            print(medida, flush=True)
        django.setup()
        from benchmarks import arquivos, banco, busca, coa, importacao, mes, paginas, radius, suspensao

        for medida in chain(banco.medir(opcoes.clientes), busca.medir(), paginas.medir(), mes.medir(opcoes.servicos)):
            print(medida, flush=True)
        for medida in arquivos.medir(max(opcoes.servicos, default=10_000)):
            print(medida, flush=True)
        for medida in suspensao.medir(max(opcoes.servicos, default=10_000)):
            print(medida, flush=True)
        for medida in importacao.medir(max(opcoes.servicos, default=10_000)):
            print(medida, flush=True)
        for medida in coa.medir(opcoes.comandos):
            print(medida, flush=True)
        for medida in radius.medir(postgres, "hubsoft", opcoes.logins, opcoes.logins // 2, opcoes.logins // 10):
            print(medida, flush=True)
    finally:
        redis.parar()
        postgres.parar()
        shutil.rmtree(pasta, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
