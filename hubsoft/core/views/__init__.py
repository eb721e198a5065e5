"""Screens of the core."""
