"""Conditions that stay on the table they are about."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, CharField, F, Func, Lookup, Q, QuerySet, TextField

from hubsoft.core.prontas import VetorPronto


class EmVetor(Func):
    """``column = ANY(ARRAY(SELECT …))``: true when the column is in the rows of a queryset of one column.

    Unlike with ``IN (SELECT …)`` those rows are read once, before, and the condition can use the index of the column,
    be one of several joined by OR, and never turns into a join.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    arity = 2
    output_field = BooleanField()


@CharField.register_lookup
@TextField.register_lookup
class Parecido(Lookup):
    """``column LIKE pattern``, the pattern as it is given: a value that a ready query may hold (:func:`comeco`)."""

    lookup_name = "parecido"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the comparison."""
        esquerda, de_la = self.process_lhs(compiler, connection)
        direita, daqui = self.process_rhs(compiler, connection)
        return f"{esquerda} LIKE {direita}", (*de_la, *daqui)


def comeco(texto: str) -> str:
    """Return the pattern of what begins with ``texto``, whose ``%``, ``_`` and backslashes are themselves."""
    return f"{connection.ops.prep_for_like_query(texto)}%"


def em_vetor(coluna: str, valores: QuerySet[Any] | VetorPronto) -> Q:
    """Return the condition that ``coluna`` is one of ``valores`` (a queryset of one column, or a ready one)."""
    vetor = valores if isinstance(valores, VetorPronto) else ArraySubquery(valores.order_by())
    return Q(EmVetor(F(coluna), vetor))
