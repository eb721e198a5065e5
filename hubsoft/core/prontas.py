"""Queries that every request makes, their SQL worked out once a process.

Django builds and compiles a query anew each time; for reading one row by its key that takes several times as long as
the database does. What is read is never kept: each call asks the database.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)
_PRONTAS: dict[tuple[type[Model], tuple[str, ...]], tuple[str, list[str], dict[int, Any]]] = {}


def ler_um(modelo: type[M], **condicao: Any) -> M | None:
    """Return one row of ``modelo``, or ``None``.

    ``condicao``: simple lookups of one value each (``pk=1``, ``expire_date__gt=now``), never ``None`` or a list.
    """
    nomes = tuple(sorted(condicao))
    pronta = _PRONTAS.get((modelo, nomes))
    if pronta is None:
        pronta = _PRONTAS[modelo, nomes] = _montar(modelo, condicao)
    sql, campos, conversores = pronta
    with connection.cursor() as cursor:
        cursor.execute(sql, [condicao[nome] for nome in nomes])
        linha = cursor.fetchone()
    if linha is None:
        return None
    valores = list(linha)
    for posicao, (funcoes, expressao) in conversores.items():
        for funcao in funcoes:
            valores[posicao] = funcao(valores[posicao], expressao, connection)
    return modelo.from_db(connection.alias, campos, valores)


def _montar(modelo: type[M], condicao: dict[str, Any]) -> tuple[str, list[str], dict[int, Any]]:
    """Return the SQL, with its values in the order of their names, the columns and what turns them into Python."""
    consulta = modelo._base_manager.order_by().filter(**condicao)[:1]
    compilador = consulta.query.get_compiler(connection=connection)
    sql, parametros = compilador.as_sql()
    if len(parametros) != len(condicao):
        raise ValueError(f"{modelo.__name__}: {sorted(condicao)} are not lookups of one value each")
    expressoes = [coluna for coluna, _sql, _nome in compilador.select]
    campos = [campo.attname for campo in modelo._meta.concrete_fields]
    return sql, campos, compilador.get_converters(expressoes)
