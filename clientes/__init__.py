"""Clientes."""
