"""Forms of the API's screens."""
