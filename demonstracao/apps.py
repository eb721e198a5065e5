"""App configuration of demonstracao."""

from django.apps import AppConfig


class DemonstracaoConfig(AppConfig):
    """The menu area Demonstração."""

    name = "demonstracao"
    verbose_name = "Demonstração"
