"""Runs one job in a process of its own and prints ``seconds`` and ``mb`` (its largest resident memory) as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time

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
    maior = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"segundos": segundos, "mb": maior / 1024}))


if __name__ == "__main__":
    main()
