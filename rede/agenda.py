"""What Rede runs by itself: name → task and seconds between runs."""

AGENDA = {
    "rede-varrer-comandos": {"task": "rede.varrer_comandos", "schedule": 15.0},
    "rede-conferir-sessoes": {"task": "rede.conferir_sessoes", "schedule": 60.0},
    "rede-insistir-sessoes": {"task": "rede.insistir_sessoes", "schedule": 600.0},
    "rede-derrubar-recusados": {"task": "rede.derrubar_recusados", "schedule": 30.0},
    "rede-encerrar-navegacoes": {"task": "rede.encerrar_navegacoes", "schedule": 30.0},
    "rede-encerrar-sessoes-paradas": {"task": "rede.encerrar_sessoes_paradas", "schedule": 60.0},
    "rede-manter-particoes": {"task": "rede.manter_particoes", "schedule": 6 * 3600.0},
}
