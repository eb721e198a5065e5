"""App configuration of the core."""

from django.apps import AppConfig, apps


class CoreConfig(AppConfig):
    """Loads the registries of all apps once every model is known."""

    name = "hubsoft.core"
    label = "core"
    verbose_name = "Núcleo"

    def ready(self) -> None:
        """Collect what every app declares; the core's own part comes first."""
        from importlib import import_module

        from hubsoft.core.registro import carregar

        import_module("hubsoft.core.checagens")
        import_module("hubsoft.core.casa")

        carregar(config.name for config in apps.get_app_configs())

        from django.db.models.signals import post_migrate

        from hubsoft.core import versoes
        from hubsoft.core.permissoes import sincronizar

        post_migrate.connect(sincronizar, sender=self, dispatch_uid="permissoes")
        post_migrate.connect(versoes.instalar, sender=self, dispatch_uid="versoes")
