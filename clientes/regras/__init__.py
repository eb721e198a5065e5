"""Pure rules of Clientes."""
