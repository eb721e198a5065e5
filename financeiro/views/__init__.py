"""Screens of Financeiro, one module a noun."""
