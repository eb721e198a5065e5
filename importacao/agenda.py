"""What the import runs by itself: name → task and seconds between runs."""

AGENDA = {"importacao-limpar": {"task": "importacao.limpar", "schedule": 6 * 3600.0}}
