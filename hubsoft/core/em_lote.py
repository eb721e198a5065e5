"""Reading and writing many rows at once, in one statement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import F, Lookup, Model
from psycopg import sql as composto
from psycopg.types.json import Jsonb

LOTE = 5000
PEDACO = 1 << 20  # bytes


class NaLista(Lookup):
    """``filter(na_lista("servico_id", ids))``: as ``__in``, with one parameter for the whole list."""

    lookup_name = "na_lista"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return ``column = ANY(list)``."""
        coluna, parametros = self.process_lhs(compiler, connection)
        return f"{coluna} = ANY(%s)", (*parametros, self.rhs)


def na_lista(campo: str, valores: Iterable[int]) -> NaLista:
    """Return the condition that a column of integers is one of ``valores``, thousands of them without a cost each."""
    return NaLista(F(campo), list(valores))


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


def apagar_em_lote(modelo: type[Model], ids: Sequence[Any]) -> None:
    """Delete rows by their keys, one statement, without looking for what refers to them: the constraints do."""
    chave = modelo._meta.pk
    comando = composto.SQL("DELETE FROM {} WHERE {} = ANY(%s)").format(
        composto.Identifier(modelo._meta.db_table), composto.Identifier(str(chave.column))
    )
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(comando, [list(ids)])


def reservar_ids(modelo: type[Model], quantos: int) -> list[int]:
    """Return ids of new rows of a table, taken from its sequence, for rows that refer to each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [modelo._meta.db_table, quantos],
        )
        return [linha[0] for linha in cursor.fetchall()]


class Copia:
    """Writes rows of a model by COPY: as fast as the server takes them, every constraint and version trigger at work.

    ``campos`` (attnames) are given with each row, the others take the model's own default. JSON is given as text.
    """

    def __init__(self, modelo: type[models.Model], *campos: str) -> None:
        colunas = {campo.attname: campo for campo in modelo._meta.concrete_fields}
        faltam = [
            campo
            for nome, campo in colunas.items()
            if nome not in campos and not isinstance(campo, models.AutoField | models.BigAutoField)
        ]
        self.constantes = tuple(_padrao(campo) for campo in faltam)
        ordem = [*(colunas[nome] for nome in campos), *faltam]
        self.comando = composto.SQL("COPY {} ({}) FROM STDIN").format(
            composto.Identifier(modelo._meta.db_table),
            composto.SQL(", ").join([composto.Identifier(str(campo.column)) for campo in ordem]),
        )

    def escrever(self, linhas: Iterable[Sequence[Any]]) -> None:
        """Write the rows in the current transaction."""
        with connection.cursor() as cursor, cursor.copy(self.comando) as copia:
            for linha in linhas:
                copia.write_row((*linha, *self.constantes))


def inserir_com_arquivo(objeto: Model, campo: str) -> None:
    """Insert an unsaved object whose binary field ``campo`` may be of a hundred megabytes; it gets its id.

    The bytes go to the database piece by piece: as a parameter of a statement they would be held several times over,
    each time twice as long.
    """
    modelo = type(objeto)
    conteudo: bytes = getattr(objeto, campo)
    (objeto.pk,) = reservar_ids(modelo, 1)
    campos = [c for c in modelo._meta.concrete_fields if c.attname != campo]
    valores = [c.get_db_prep_save(c.pre_save(objeto, add=True), connection) for c in campos]
    # The file is the last column.
    arquivo = next(c for c in modelo._meta.concrete_fields if c.attname == campo)
    nomes = [str(c.column) for c in (*campos, arquivo)]
    comando = composto.SQL("COPY {} ({}) FROM STDIN").format(
        composto.Identifier(modelo._meta.db_table), composto.SQL(", ").join(map(composto.Identifier, nomes))
    )
    with connection.cursor() as cursor, cursor.copy(comando) as copia:
        copia.write("".join(f"{_texto_de_copy(valor)}\t" for valor in valores) + r"\\x")
        for inicio in range(0, len(conteudo), PEDACO):
            copia.write(conteudo[inicio : inicio + PEDACO].hex())
        copia.write("\n")
    objeto._state.adding, objeto._state.db = False, connection.alias


_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _texto_de_copy(valor: Any) -> str:
    """Return a plain value, or JSON, as COPY's text format has it."""
    if isinstance(valor, Jsonb):
        valor = json.dumps(valor.obj)
    return r"\N" if valor is None else str(valor).translate(_ESCAPES)


def _padrao(campo: models.Field[Any, Any]) -> Any:
    """Return what the database gets for a field that no row gives; raises ``ValueError`` when there is none."""
    if campo.has_default():
        return campo.get_default()
    if campo.null:
        return None
    if campo.empty_strings_allowed and campo.blank:
        return ""
    raise ValueError(f"{campo.model.__name__}.{campo.name} has no default: give it with each row")
