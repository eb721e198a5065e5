"""Commands of Clientes."""
