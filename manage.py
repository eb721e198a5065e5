#!/usr/bin/env python
"""Command-line entry point of Hubsoft."""

import os
import sys


def main() -> None:
    """Run the management command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsoft.settings")
    if sys.argv[1:] == ["boleto"]:
        # Plain Python: the seconds that Django takes to start would be most of its time.
        from financeiro.bancos.linhas import principal

        sys.exit(principal())
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
