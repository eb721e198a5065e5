"""Measures only the files to and from the bank, at a chosen size (``python -m benchmarks.so_arquivos --help``)."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.__main__ import OPCOES, _maquina


def main() -> int:
    """Measure on a private PostgreSQL and Redis; an error when a benchmark could not be run."""
    leitor = argparse.ArgumentParser(prog="python -m benchmarks.so_arquivos")
    leitor.add_argument("--titulos", type=int, default=100_000, help="titles sent; half of them are paid")
    titulos = leitor.parse_args().titulos
    from demonstracao.servidores import Postgres, Redis

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
        # After the addresses are known: settings are read once.
        import django

        django.setup()
        from django.core.management import call_command

        from benchmarks import arquivos

        call_command("migrate", interactive=False, verbosity=0)
        print(f"{_maquina()}\n\n{'what':<62}{'measured':>18}{'floor':>18}{'ratio':>8}")
        for medida in arquivos.medir(titulos):
            print(medida, f"load {os.getloadavg()[0]:.1f}", flush=True)
    finally:
        redis.parar()
        postgres.parar()
        shutil.rmtree(pasta, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
