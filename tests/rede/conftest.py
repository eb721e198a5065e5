"""Fixtures of Rede."""

from tests.servico_radius import freeradius, servidor_radius

__all__ = ("freeradius", "servidor_radius")
