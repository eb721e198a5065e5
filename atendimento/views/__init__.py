"""Screens of Atendimento."""
