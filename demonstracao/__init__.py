"""The demonstration: embedded servers and a provider with believable data."""
