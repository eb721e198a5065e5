"""App configuration of financeiro."""

from django.apps import AppConfig


class FinanceiroConfig(AppConfig):
    """The menu area Financeiro."""

    name = "financeiro"
    verbose_name = "Financeiro"
