"""What Configuração runs by itself: name → task and seconds between runs."""

AGENDA = {
    "configuracao-vigiar-rotinas": {"task": "configuracao.vigiar_rotinas", "schedule": 60.0},
    "configuracao-enviar-emails": {"task": "configuracao.enviar_emails", "schedule": 15.0},
    "configuracao-limpar": {"task": "configuracao.limpar", "schedule": 6 * 3600.0},
}
