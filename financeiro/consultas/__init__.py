"""Reads that screens share of Financeiro, one module a noun."""
