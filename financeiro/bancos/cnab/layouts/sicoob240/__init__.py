"""Sicoob (756), CNAB 240."""
