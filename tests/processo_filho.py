"""A child process that a test may kill."""

from __future__ import annotations

import os
from collections.abc import Callable

from django.db import connections


def em_outro_processo(funcao: Callable[[], object]) -> int:
    """Run ``funcao`` in a forked child with its own connection; return the signal that ended it (0: none)."""
    connections.close_all()
    filho = os.fork()
    if filho == 0:
        try:
            funcao()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(filho, 0)[1]) * -1
