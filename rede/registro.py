"""What Rede gives to the house."""
