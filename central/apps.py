"""App configuration of central."""

from django.apps import AppConfig


class CentralConfig(AppConfig):
    """The subscriber's portal."""

    name = "central"
    verbose_name = "Central do assinante"
