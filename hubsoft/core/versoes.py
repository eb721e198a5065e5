"""The functions that version triggers call for every row, without what makes them slow in a long transaction.

As the libraries install them, both read a setting inside ``BEGIN … EXCEPTION``: where the setting is not there, each
row starts and aborts a subtransaction, and PostgreSQL walks through all deferred checks of the transaction at each
abort, so that ten thousand rows cost a hundred times a thousand. ``current_setting(…, missing_ok)`` gives the same
answers. The libraries' migrations of triggers install theirs again, so ours follow after every migrate.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

FUNCOES = """
CREATE OR REPLACE FUNCTION "public"._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN
LANGUAGE sql STABLE AS $$
    SELECT trigger_name = ANY (nullif(current_setting('pgtrigger.ignore', true), '')::text[])
$$;
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS pghistory_context.id%TYPE LANGUAGE plpgsql AS $$
DECLARE
    contexto CONSTANT uuid := nullif(current_setting('pghistory.context_id', true), '');
    dados CONSTANT jsonb := nullif(current_setting('pghistory.context_metadata', true), '');
BEGIN
    IF contexto IS NULL OR dados IS NULL THEN
        RETURN NULL;
    END IF;
    -- Read before writing: all rows of a request but the first find their context there.
    PERFORM 1 FROM pghistory_context WHERE id = contexto AND metadata = dados;
    IF NOT FOUND THEN
        INSERT INTO pghistory_context (id, metadata, created_at, updated_at) VALUES (contexto, dados, now(), now())
        ON CONFLICT (id) DO UPDATE SET metadata = EXCLUDED.metadata, updated_at = EXCLUDED.updated_at
        WHERE pghistory_context.metadata != EXCLUDED.metadata;
    END IF;
    RETURN contexto;
END $$;
"""


def instalar(using: str, **_opcoes: Any) -> None:
    """Replace the two functions (receiver of ``post_migrate``), where the libraries have installed theirs."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('pghistory_context'), to_regproc('_pgtrigger_should_ignore')")
        if None not in cursor.fetchone():
            cursor.execute(FUNCOES)
