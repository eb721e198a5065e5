"""One process that brings the tables up to date and makes the provider: ``python -m demonstracao.preparar``."""

from __future__ import annotations

import argparse

import django


def main() -> None:
    """Migrate, then make the provider when there is none (one Django start for both)."""
    leitor = argparse.ArgumentParser()
    leitor.add_argument("--clientes", type=int, default=2000)
    opcoes = leitor.parse_args()
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("demonstracao", clientes=opcoes.clientes)


if __name__ == "__main__":
    main()
