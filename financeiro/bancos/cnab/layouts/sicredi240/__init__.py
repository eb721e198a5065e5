"""Sicredi (748), CNAB 240."""
