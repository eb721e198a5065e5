"""What the API offers, one noun a file."""
