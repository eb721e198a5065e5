"""App configuration of configuracao."""

from django.apps import AppConfig


class ConfiguracaoConfig(AppConfig):
    """The menu area Configuração."""

    name = "configuracao"
    verbose_name = "Configuração"
