"""Forms of Rede."""
