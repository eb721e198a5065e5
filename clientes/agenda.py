"""What Clientes runs by itself: name → task and seconds between runs."""

AGENDA = {"clientes-executar-tarefas": {"task": "clientes.executar_tarefas", "schedule": 60.0}}
