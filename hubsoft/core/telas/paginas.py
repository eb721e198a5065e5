"""Pages of lists over tables of any size."""

from __future__ import annotations

import time
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import EmptyPage, Page, Paginator
from django.db import connections
from django.db.models import QuerySet
from django.utils.functional import cached_property

TETO = 10_000


# The queries that found more rows than a ceiling, and until when that is believed: such a list says "more than" and no
# number, which does not change from a page to the next. The city limit of who asks is in the query. Smaller counts are
# never kept.
_MUITAS: dict[tuple[str, str], float] = {}
VALIDADE = 60.0  # seconds
MAXIMO_LEMBRADAS = 1000


def _contar(linhas: QuerySet[Any], teto: int) -> int:
    """Return how many rows a queryset has, at most one more than the ceiling."""
    try:
        sql, parametros = linhas[: teto + 1].query.sql_with_params()
    except EmptyResultSet:
        return 0
    chave, momento = (sql, repr(parametros)), time.monotonic()
    if momento < _MUITAS.get(chave, 0.0):
        return teto + 1
    with connections[linhas.db].cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({sql}) contadas", parametros)  # noqa: S608  (the ORM's own SQL)
        (quantas,) = cursor.fetchone()
    if quantas > teto:
        if len(_MUITAS) >= MAXIMO_LEMBRADAS:
            _MUITAS.clear()
        _MUITAS[chave] = momento + VALIDADE
    return int(quantas)


class _PaginaAlem(Page[Any]):
    """A page whose last row is not the last one counted."""

    def end_index(self) -> int:
        """Return the number of its last row."""
        return self.start_index() + len(self.object_list) - 1


class _PrimeiraPagina(Page[Any]):
    """The first page, whose rows are known before they are counted."""

    def end_index(self) -> int:
        """Return the number of its last row."""
        return len(self.object_list)


class PaginadorComTeto(Paginator):
    """Pages that are counted up to :data:`TETO` rows; beyond it the list only says "more than", and goes on.

    Counting a million rows costs more than showing any page of them. Every page can be reached: those after the
    ceiling exist as long as they have rows.
    """

    teto = TETO

    @cached_property
    def contados(self) -> int:
        """How many rows there are, at most one more than the ceiling."""
        linhas = getattr(getattr(self.object_list, "data", None), "data", self.object_list)
        if not isinstance(linhas, QuerySet):
            return len(self.object_list)
        linhas = linhas.order_by()
        if not linhas.query.values_select and not isinstance(linhas.query.group_by, tuple):
            # A cut queryset is counted with all it selects.
            linhas = linhas.values("pk")
        return _contar(linhas, self.teto)

    @property
    def passou(self) -> bool:
        """Whether there are more rows than the ceiling."""
        return self.contados > self.teto

    @property
    def count(self) -> int:
        """The number of rows, or the ceiling when there are more."""
        return min(self.contados, self.teto)

    @cached_property
    def num_pages(self) -> int:
        """The number of pages known to exist; :meth:`page` moves it when it shows one after the ceiling."""
        return -(-self.count // self.per_page) or 1

    def validate_number(self, number: Any) -> int:
        """Return the number of a page; after the ceiling whether it exists is only known by reading it."""
        if self.passou and isinstance(number, int) and number > self.num_pages:
            return number
        return int(super().validate_number(number))

    def page(self, number: Any) -> Page[Any]:
        """Return a page; raises :class:`EmptyPage` where there is none.

        A first page that is not full is all there is: nothing needs to be counted.
        """
        if number == 1:
            linhas = list(self.object_list[: self.per_page + 1])
            if len(linhas) <= self.per_page:
                self.contados = len(linhas)
            return _PrimeiraPagina(linhas[: self.per_page], 1, self)
        numero = self.validate_number(number)
        if not self.passou or numero < self.num_pages:
            return super().page(numero)
        inicio = (numero - 1) * self.per_page
        linhas = list(self.object_list[inicio : inicio + self.per_page + 1])
        if not linhas:
            raise EmptyPage("Esta página não tem linhas.")
        self.num_pages = numero + (len(linhas) > self.per_page)
        return _PaginaAlem(linhas[: self.per_page], numero, self)
