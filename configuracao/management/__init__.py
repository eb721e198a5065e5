"""Commands of Configuração."""
