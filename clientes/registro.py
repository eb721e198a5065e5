"""What Clientes gives to the house."""
