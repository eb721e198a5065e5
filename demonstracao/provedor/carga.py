"""Empty tables prepared for a load: indexes, foreign keys and search words are made once, over whole tables.

An index built over what is there is sorted once and by several processes; kept row by row it is walked for each. A
foreign key added is checked by one join instead of a call for each row, and a row that breaks it fails the load all
the same. Everything is DDL of the current transaction: without its commit nothing happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg import sql

MEMORIA = "256MB"
# Those that a constraint needs (primary keys, unique ones) stay: other tables refer to them.
INDICES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
 WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary
   AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype <> 'f')
 ORDER BY 1
"""
CHAVES = """
SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
 WHERE c.conrelid = ANY(%s::regclass[]) AND c.contype = 'f' ORDER BY 1, 2
"""
GATILHOS_DA_BUSCA = (
    ("clientes_cliente", "cliente_busca_propria"),
    ("clientes_contato", "contato_busca_nova"),
    ("clientes_endereco", "endereco_busca_nova"),
)
REFAZER_BUSCA = "SELECT clientes_refazer_busca(ARRAY(SELECT id FROM clientes_cliente))"


@contextmanager
def carga(modelos: Iterable[Any]) -> Iterator[None]:
    """Hold back indexes, foreign keys and search words of empty tables; within the current transaction."""
    tabelas = sorted({modelo._meta.db_table for modelo in modelos})
    with connection.cursor() as cursor:
        # A table with deferred checks still to come cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(CHAVES, [tabelas])
        chaves = cursor.fetchall()
        cursor.execute(INDICES, [tabelas])
        indices = cursor.fetchall()
        for tabela, nome, _definicao in chaves:
            cursor.execute(_alterar(tabela, "DROP CONSTRAINT", nome))
        for nome, _definicao in indices:
            cursor.execute(sql.SQL("DROP INDEX {}").format(_nome(nome)))
        for tabela, gatilho in GATILHOS_DA_BUSCA:
            cursor.execute(_alterar(tabela, "DISABLE TRIGGER", gatilho))
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [MEMORIA])
        cursor.execute("SELECT set_config('work_mem', %s, true)", [MEMORIA])
        for tabela, gatilho in GATILHOS_DA_BUSCA:
            cursor.execute(_alterar(tabela, "ENABLE TRIGGER", gatilho))
        # While nothing is indexed: each client is written once more.
        cursor.execute(REFAZER_BUSCA)
        for _nome_do_indice, definicao in indices:
            cursor.execute(definicao)
        for tabela, nome, definicao in chaves:
            cursor.execute(_alterar(tabela, "ADD CONSTRAINT", nome) + sql.SQL(" ") + sql.SQL(definicao))


def _nome(nome: str) -> sql.SQL:
    """Return a name that the server already wrote with the quotes it needs."""
    return sql.SQL(nome)


def _alterar(tabela: str, verbo: str, objeto: str) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} " + verbo + " {}").format(_nome(tabela), sql.Identifier(objeto))
