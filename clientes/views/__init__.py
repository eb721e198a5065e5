"""Screens of Clientes."""
