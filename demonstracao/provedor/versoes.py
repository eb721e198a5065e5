"""Versions of the rows written in bulk: one INSERT … SELECT a table instead of a trigger call a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.db import connection
from pghistory.core import event_models
from psycopg import sql

GATILHO = "insert_insert"


@contextmanager
def em_lote(modelos: Sequence[Any]) -> Iterator[None]:
    """Hold back the insert versions of empty tables, then write them all; within the current transaction.

    Every constraint is checked before it ends, so nothing half true is left for the commit.
    """
    gatilhos = {
        modelo: gatilho.get_pgid(modelo) for modelo, gatilho in pgtrigger.registered() if gatilho.name == GATILHO
    }
    with connection.cursor() as cursor:
        for modelo in modelos:
            cursor.execute(_alterar(modelo, "DISABLE", gatilhos[modelo]))
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for modelo in modelos:
            cursor.execute(_alterar(modelo, "ENABLE", gatilhos[modelo]))
            cursor.execute(_versoes(modelo))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _alterar(modelo: Any, verbo: str, gatilho: str) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(
        sql.Identifier(modelo._meta.db_table), sql.SQL(verbo), sql.Identifier(gatilho)
    )


def tabelas(modelos: Sequence[Any]) -> list[Any]:
    """Return the models of the versions of models."""
    return [_versao(modelo) for modelo in modelos]


def _versao(modelo: Any) -> Any:
    todas: list[Any] = event_models(references_model=modelo)
    (versao,) = (v for v in todas if v.pgh_tracked_model is modelo)
    return versao


def _versoes(modelo: Any) -> sql.Composed:
    versao = _versao(modelo)
    colunas = sql.SQL(", ").join(
        [sql.Identifier(str(c.column)) for c in versao._meta.concrete_fields if not c.name.startswith("pgh_")]
    )
    return sql.SQL(
        "INSERT INTO {versoes} (pgh_created_at, pgh_label, pgh_obj_id, {colunas}) "
        "SELECT now(), 'insert', id, {colunas} FROM {tabela} ORDER BY id"
    ).format(
        versoes=sql.Identifier(versao._meta.db_table), colunas=colunas, tabela=sql.Identifier(modelo._meta.db_table)
    )
