"""What Clientes prints."""
