"""Screens of the API: tokens, documentation, webhooks."""
