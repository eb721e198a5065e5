"""Loaded by the workers of the demonstration (``celery worker -I``): a pool process dies with its killed worker."""

from __future__ import annotations

import signal
from typing import Any

from celery.signals import worker_process_init

from demonstracao.servidores import morrer_com_o_pai


@worker_process_init.connect
def ligar_ao_worker(**_: Any) -> None:
    """Ask the kernel to end this process with the worker that forked it."""
    morrer_com_o_pai(signal.SIGKILL)
