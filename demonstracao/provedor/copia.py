"""The ids of rows that are copied into tables."""

from __future__ import annotations

from django.db import connection, models

from hubsoft.core.em_lote import Copia

__all__ = ("Copia", "Numeracao")


class Numeracao:
    """The ids of a table's new rows, in the order they are asked for."""

    def __init__(self, modelo: type[models.Model]) -> None:
        self.modelo = modelo
        self.ultimo = modelo._base_manager.aggregate(maior=models.Max("pk"))["maior"] or 0

    def proximo(self) -> int:
        """Return the next id."""
        self.ultimo += 1
        return self.ultimo

    def gravar(self) -> None:
        """Let the table's own sequence go on after the last one."""
        if self.ultimo:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [self.modelo._meta.db_table, self.ultimo]
                )
