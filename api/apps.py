"""App configuration of api."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API for other systems."""

    name = "api"
    verbose_name = "API"
