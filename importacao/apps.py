"""App configuration of importacao."""

from django.apps import AppConfig


class ImportacaoConfig(AppConfig):
    """The import from other systems."""

    name = "importacao"
    verbose_name = "Importação"
