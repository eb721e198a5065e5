"""Conditions that stay on the table they are about."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet


class EmVetor(Func):
    """``column = ANY(ARRAY(SELECT …))``: true when the column is in the rows of a queryset of one column.

    Unlike with ``IN (SELECT …)`` those rows are read once, before, and the condition can use the index of the column,
    be one of several joined by OR, and never turns into a join.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    arity = 2
    output_field = BooleanField()


def em_vetor(coluna: str, valores: QuerySet[Any]) -> Q:
    """Return the condition that ``coluna`` is one of ``valores`` (a queryset of one column)."""
    return Q(EmVetor(F(coluna), ArraySubquery(valores.order_by())))
