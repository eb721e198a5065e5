"""Management commands of Financeiro."""
