"""Runs one job in a process of its own and prints ``seconds`` and ``mb`` (its largest resident memory) as JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import django


def main() -> None:
    """Run the job whose id is the first argument; without one, only start (the memory that starting takes)."""
    django.setup()
    from hubsoft.core import processos
    from hubsoft.core.models import Processo

    segundos = 0.0
    if sys.argv[1:]:
        processo = Processo.objects.get(pk=int(sys.argv[1]))
        inicio = time.perf_counter()
        feito = processos.executar_agora(processo)
        segundos = time.perf_counter() - inicio
        if feito.estado != Processo.Estado.CONCLUIDO:
            raise SystemExit(feito.mensagem)
    print(json.dumps({"segundos": segundos, "mb": _maior_memoria()}))


def _maior_memoria() -> float:
    """Return the most memory held since this program began, in MB; ``getrusage`` would count its parent's too."""
    estado = Path("/proc/self/status").read_text()
    return int(estado.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
