"""Financeiro."""
