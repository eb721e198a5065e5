"""Rows by COPY: as fast as the server takes them, with every constraint and every version trigger at work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


class Copia:
    """Writes rows of a model: ``campos`` are given with each row, the others take the model's own default."""

    def __init__(self, modelo: type[models.Model], *campos: str) -> None:
        colunas = {campo.attname: campo for campo in modelo._meta.concrete_fields}
        faltam = [
            campo
            for nome, campo in colunas.items()
            if nome not in campos and not isinstance(campo, models.AutoField | models.BigAutoField)
        ]
        self.constantes = tuple(_padrao(campo) for campo in faltam)
        ordem = [*(colunas[nome] for nome in campos), *faltam]
        self.comando = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(modelo._meta.db_table),
            sql.SQL(", ").join([sql.Identifier(str(campo.column)) for campo in ordem]),
        )

    def escrever(self, linhas: Iterable[Sequence[Any]]) -> None:
        """Write the rows in the current transaction."""
        with connection.cursor() as cursor, cursor.copy(self.comando) as copia:
            for linha in linhas:
                copia.write_row((*linha, *self.constantes))


def _padrao(campo: models.Field[Any, Any]) -> Any:
    """Return what the database gets for a field that no row gives; raises ``ValueError`` when there is none."""
    if campo.has_default():
        return campo.get_default()
    if campo.null:
        return None
    if campo.empty_strings_allowed and campo.blank:
        return ""
    raise ValueError(f"{campo.model.__name__}.{campo.name} has no default: give it with each row")


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
