"""Writing many rows at once, each with its own values, in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

LOTE = 5000


def atualizar_em_lote(objetos: Iterable[Model], campos: Sequence[str]) -> None:
    """Write ``campos`` of saved objects of one model, one UPDATE … FROM unnest a batch.

    As ``bulk_update``, without its expression a row and field, which costs more than the database's own work. Plain
    columns only (numbers, text, dates, foreign keys).
    """
    linhas = list(objetos)
    if not linhas:
        return
    modelo = type(linhas[0])
    colunas: list[Any] = [modelo._meta.pk, *(modelo._meta.get_field(nome) for nome in campos)]
    q = connection.ops.quote_name
    nomes = [q(c.column) for c in colunas]
    tipos = [c.rel_db_type(connection) if c.primary_key else c.db_type(connection) for c in colunas]
    muda = ", ".join(f"{nome} = novo.{nome}" for nome in nomes[1:])
    listas = ", ".join(f"%s::{tipo}[]" for tipo in tipos)
    tabela = q(modelo._meta.db_table)
    # Names come from the model, values are parameters.
    sql = (
        f"UPDATE {tabela} SET {muda} FROM unnest({listas}) AS novo({', '.join(nomes)}) "  # noqa: S608
        f"WHERE {tabela}.{nomes[0]} = novo.{nomes[0]}"
    )
    with connection.cursor() as cursor:
        for inicio in range(0, len(linhas), LOTE):
            parte = linhas[inicio : inicio + LOTE]
            cursor.execute(
                sql,
                [[c.get_db_prep_save(getattr(o, c.attname), connection) for o in parte] for c in colunas],
            )
