"""The verbs of Configuração."""
