"""App configuration of estoque."""

from django.apps import AppConfig


class EstoqueConfig(AppConfig):
    """The menu area Estoque."""

    name = "estoque"
    verbose_name = "Estoque"
