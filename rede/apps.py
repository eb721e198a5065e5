"""App configuration of rede."""

from django.apps import AppConfig


class RedeConfig(AppConfig):
    """The menu area Rede."""

    name = "rede"
    verbose_name = "Rede"
