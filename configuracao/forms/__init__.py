"""Forms of Configuração, one noun a file."""
