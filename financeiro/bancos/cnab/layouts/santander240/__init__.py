"""Santander (033), CNAB 240."""
