"""App configuration of clientes."""

from django.apps import AppConfig


class ClientesConfig(AppConfig):
    """The menu area Clientes."""

    name = "clientes"
    verbose_name = "Clientes"
