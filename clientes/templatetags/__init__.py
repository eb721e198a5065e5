"""Template filters of Clientes."""
