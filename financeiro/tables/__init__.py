"""Tables of the lists of Financeiro, one module a noun."""
