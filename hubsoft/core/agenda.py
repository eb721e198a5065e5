"""What the core runs by itself: name → task and seconds between runs."""

AGENDA = {
    "core-entregar-eventos": {"task": "core.entregar_eventos", "schedule": 15.0},
    "core-retomar-processos": {"task": "core.retomar_processos", "schedule": 30.0},
}
