"""Pure rules of the API."""
