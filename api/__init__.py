"""The API for other systems, and the webhooks that call them."""
