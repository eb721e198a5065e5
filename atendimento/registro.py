"""What Atendimento gives to the house."""
