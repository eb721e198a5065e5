"""Screens of Estoque."""
