"""App configuration of configuracao."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConfiguracaoConfig(AppConfig):
    """The menu area Configuração."""

    name = "configuracao"
    verbose_name = "Configuração"

    def ready(self) -> None:
        """Listen to sign-ins; keep a row for each declared variable after migrations."""
        import_module("configuracao.sinais")
        post_migrate.connect(import_module("configuracao.variaveis").sincronizar, sender=self, dispatch_uid="variaveis")
