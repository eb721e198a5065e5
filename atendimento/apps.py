"""App configuration of atendimento."""

from django.apps import AppConfig


class AtendimentoConfig(AppConfig):
    """The menu area Atendimento."""

    name = "atendimento"
    verbose_name = "Atendimento"
