"""Verbs of the API: tokens, webhooks and their deliveries."""
