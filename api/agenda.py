"""What the API runs by itself: name → task and seconds between runs."""

AGENDA = {
    "api-limpar": {"task": "api.limpar", "schedule": 3600.0},
}
