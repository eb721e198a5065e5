"""Rede."""
