"""Text search without contrib extensions: normalised words, prefix match, PostgreSQL's own full text index."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, F, Func, Q, QuerySet

from hubsoft.core.expressoes import em_vetor
from hubsoft.core.prontas import VetorPronto

_PALAVRA = re.compile(r"[0-9a-z]+")
MAXIMO_DE_PALAVRAS = 8


def normalizar(texto: str) -> str:
    """Return ``texto`` in lower case without accents."""
    decomposto = unicodedata.normalize("NFKD", texto)
    return "".join(c for c in decomposto if not unicodedata.combining(c)).lower()


def palavras(texto: str) -> list[str]:
    """Return the normalised words (letters and digits) of what a person typed."""
    return _PALAVRA.findall(normalizar(texto))[:MAXIMO_DE_PALAVRAS]


class _ConsultaEscondida(SearchQuery):
    """A query of words as a scalar subquery: known when it runs, not when it is planned."""

    def as_sql(self, compiler: Any, connection: Any, *argumentos: Any, **opcoes: Any) -> Any:
        """Return the subquery."""
        sql, parametros = super().as_sql(compiler, connection, *argumentos, **opcoes)
        return f"(SELECT {sql})", parametros


class _Sempre(Func):
    """A range that every row is in (of a boolean column never null), of which the planner only knows it is a range."""

    template = "%(expressions)s BETWEEN (SELECT false) AND (SELECT true)"
    output_field = BooleanField()


def com_palavras(texto: str) -> Q | None:
    """Return the condition on clients that each word typed is in ``busca``, whole or as a beginning.

    ``None`` when there is no word.
    """
    encontradas = palavras(texto)
    if not encontradas:
        return None
    prefixos = " & ".join(f"{palavra}:*" for palavra in encontradas)
    return Q(busca=_ConsultaEscondida(prefixos, config="simple", search_type="raw"))


def condicao_da_fonte(achados: Q | QuerySet[Any] | VetorPronto) -> Q:
    """Return the condition on clients that a source's answer means: itself, or being one of the ids it found."""
    return achados if isinstance(achados, Q) else em_vetor("pk", achados)


def pelos_indices(condicao: Q) -> Q:
    """Return a condition on clients in a form that the planner takes for the rarest, so it looks in the indexes first.

    Knowing that many rows match it would rather walk the table in the order of the list until a page is full, and that
    reads nearly all of it when those found come last in that order (a first name in a list by name), or are fewer than
    it thought. The indexes answer even with half of a hundred thousand rows in milliseconds.
    """
    return condicao & Q(_Sempre(F("ativo")))
