"""Configuração."""
