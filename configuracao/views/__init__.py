"""Screens of Configuração."""
