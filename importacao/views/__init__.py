"""Screens of the import."""
