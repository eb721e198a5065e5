"""What Configuração gives to the house."""
