"""Estoque."""
