"""Forms of Clientes."""
