"""The API, first version: ``/api/v1/``."""
