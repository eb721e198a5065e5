"""Atendimento."""
