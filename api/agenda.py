"""What the API runs by itself: name → task and seconds between runs."""

AGENDA = {
    "api-enviar-webhooks": {"task": "api.enviar_webhooks", "schedule": 5.0},
    "api-limpar": {"task": "api.limpar", "schedule": 3600.0},
}
