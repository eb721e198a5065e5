"""Banco do Brasil (001), CNAB 240."""
