"""Queries that every request makes, their SQL worked out once a process.

Django builds and compiles a query anew each time; for reading one row by its key that takes several times as long as
the database does. What is read is never kept: each call asks the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import NotSupportedError, connection
from django.db.models import Expression, Model, QuerySet

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


class ConsultaPronta:
    """A query whose SQL is worked out once a process and asked with other values each time.

    ``montar``: what returns the queryset (of chosen columns, ``values_list``) for values that each go into the SQL as
    they are, in the order given (``filter(cidade=valor)``; not ``startswith``, which makes another of it).
    """

    def __init__(self, montar: Callable[..., QuerySet[Any, Any]]) -> None:
        self.montar = montar
        self._sql = ""
        self._campo: Any = None

    def sql(self, valores: tuple[Any, ...]) -> str:
        """Return the SQL for as many values; raises ``ValueError`` when it would hold others."""
        if not self._sql:
            consulta = self.montar(*valores).order_by()
            compilador = consulta.query.get_compiler(connection=connection)
            sql, parametros = compilador.as_sql()
            if tuple(parametros) != valores:
                raise ValueError(f"{self.montar.__name__}: the values of the SQL are not those that were given")
            # A union has its columns in its parts.
            self._campo = compilador.select[0][0].output_field if compilador.select else None
            self._sql = sql
        return self._sql

    def linhas(self, *valores: Any) -> list[tuple[Any, ...]]:
        """Return the rows, their values as the driver gives them."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql(valores), valores)
            return list(cursor.fetchall())

    def vetor(self, *valores: Any) -> VetorPronto:
        """Return its only column as an array inside another query, where it is read once."""
        return VetorPronto(self, valores)


class VetorPronto(Expression):
    """``ARRAY(SELECT …)`` of a :class:`ConsultaPronta`."""

    def __init__(self, consulta: ConsultaPronta, valores: tuple[Any, ...]) -> None:
        self.consulta, self.valores = consulta, valores
        super().__init__()

    def _resolve_output_field(self) -> Any:
        self.consulta.sql(self.valores)
        return ArrayField(self.consulta._campo.__class__())

    def resolve_expression(self, *_argumentos: Any, **_opcoes: Any) -> VetorPronto:
        """Return itself: it names nothing of the query around it."""
        return self

    def relabeled_clone(self, change_map: Mapping[str, str]) -> VetorPronto:
        """Return itself."""
        return self

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL made before with the values of now."""
        return f"ARRAY({self.consulta.sql(self.valores)})", self.valores


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
