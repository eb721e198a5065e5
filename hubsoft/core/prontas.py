"""Queries that every request makes, their SQL worked out once a process.

Django builds and compiles a query anew each time; for reading one row by its key that takes several times as long as
the database does. What is read is never kept: each call asks the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import NotSupportedError, connection
from django.db.models import Expression, Model

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


class Pronta(Expression):
    """An expression of one model's rows whose SQL is worked out once a process: the subqueries of a list's columns.

    It may look at nothing but the row's own columns, by ``OuterRef``, and hold no value that changes: no date, nobody.
    """

    def __init__(self, modelo: type[Model], expressao: Any) -> None:
        self.modelo, self.expressao = modelo, expressao
        self.nome = modelo._meta.db_table
        # Shared by the copies that queries make.
        self.feita: dict[str, Any] = {}
        super().__init__()

    def _resolver(self) -> tuple[str, tuple[Any, ...], Any]:
        if not self.feita:
            consulta = self.modelo._base_manager.order_by().annotate(pronta=self.expressao)
            compilador = consulta.query.get_compiler(connection=connection)
            compilador.as_sql()
            resolvida, (sql, parametros), _nome = compilador.select[-1]
            self.feita["pronta"] = (sql, tuple(parametros), resolvida.output_field)
        pronta: tuple[str, tuple[Any, ...], Any] = self.feita["pronta"]
        return pronta

    def _resolve_output_field(self) -> Any:
        return self._resolver()[2]

    def resolve_expression(self, *_argumentos: Any, **_opcoes: Any) -> Pronta:
        """Return itself: there is nothing to look up."""
        return self

    def relabeled_clone(self, change_map: Mapping[str, str]) -> Pronta:
        """Return it as it is in a query inside another, where it may be but not be asked for."""
        copia = self.copy()
        copia.nome = change_map.get(self.nome, self.nome)
        return copia

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL made before."""
        if self.nome != self.modelo._meta.db_table:
            raise NotSupportedError("A ready expression is of the rows of its own query, not of one inside another.")
        sql, parametros, _campo = self._resolver()
        return sql, parametros
