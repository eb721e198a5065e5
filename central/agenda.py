"""What the portal runs by itself: name → task and seconds between runs."""

AGENDA = {"central-limpar": {"task": "central.limpar", "schedule": 3600.0}}
