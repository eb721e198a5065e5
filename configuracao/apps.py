"""App configuration of configuracao."""

from importlib import import_module

from django.apps import AppConfig


class ConfiguracaoConfig(AppConfig):
    """The menu area Configuração."""

    name = "configuracao"
    verbose_name = "Configuração"

    def ready(self) -> None:
        """Listen to sign-ins."""
        import_module("configuracao.sinais")
