"""Screens of Rede."""
