"""Bradesco (237), CNAB 400."""
