"""Forms of Financeiro, one module a noun."""
