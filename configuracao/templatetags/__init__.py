"""Template tags of Configuração."""
