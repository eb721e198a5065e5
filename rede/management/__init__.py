"""Management commands of Rede."""
