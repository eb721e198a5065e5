"""``python -m demonstracao``: see :mod:`demonstracao.subir`."""

import sys

from demonstracao.subir import main

if __name__ == "__main__":
    sys.exit(main())
