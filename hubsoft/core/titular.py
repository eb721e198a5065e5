"""What the house keeps on a person, and how it is forgotten (LGPD, C24): the pieces that every app contributes with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pgtrigger
from django.db import connection, models

FIM_DA_FILA = dt.date.max
"""``Retencao.ate`` of what has no end yet: an open debt, a service in use."""
ESQUECIDO = "Texto removido na anonimização do titular."


class Secao(NamedTuple):
    """A kind of record of the person: ``linhas`` are ``{label: value}``, values as Python has them."""

    titulo: str
    linhas: list[dict[str, Any]]


class Retencao(NamedTuple):
    """Until which day (itself too) something must be kept, and why, as people are told."""

    ate: dt.date
    porque: str


def secao(titulo: str, queryset: models.QuerySet[Any], *campos: str) -> Secao:
    """Return rows of a queryset by their fields' own names; choices as people read them, "a__b" follows a relation."""
    linhas = []
    for objeto in queryset:
        linha = {}
        for campo in campos:
            rotulo, valor = _ler(objeto, campo)
            linha[rotulo] = valor
        linhas.append(linha)
    return Secao(titulo, linhas)


def _ler(objeto: Any, campo: str) -> tuple[str, Any]:
    *caminho, nome = campo.split("__")
    for passo in caminho:
        objeto = getattr(objeto, passo, None)
        if objeto is None:
            return campo, None
    definicao = objeto._meta.get_field(nome)
    valor = getattr(objeto, nome)
    if definicao.choices:
        valor = getattr(objeto, f"get_{nome}_display")()
    elif isinstance(valor, models.Model):
        valor = str(valor)
    rotulo = str(definicao.verbose_name)
    return (f"{caminho[-1]}: {rotulo}" if caminho else rotulo), valor


def anos_depois(dia: dt.date, anos: int) -> dt.date:
    """Return the last day of the year that lies ``anos`` after that of ``dia``: tax is asked for by whole years."""
    return dt.date(dia.year + anos, 12, 31)


def apagar_versoes(modelo: Any, ids: Iterable[int]) -> None:
    """Delete the kept versions of rows, in the caller's transaction: they say what the rows said before."""
    eventos = getattr(modelo, "pgh_event_model", None)
    if eventos is None:
        return
    with pgtrigger.ignore(f"{eventos._meta.label}:append_only"):
        eventos.objects.filter(id__in=list(ids)).delete()


def mudar(linhas: models.QuerySet[Any], **campos: Any) -> None:
    """Change rows and forget what they said before, in the caller's transaction."""
    ids = list(linhas.values_list("pk", flat=True))
    linhas.model._base_manager.filter(pk__in=ids).update(**campos)
    apagar_versoes(linhas.model, ids)


def apagar(linhas: models.QuerySet[Any]) -> None:
    """Delete rows and what they said, in the caller's transaction."""
    ids = list(linhas.values_list("pk", flat=True))
    linhas.model._base_manager.filter(pk__in=ids).delete()
    apagar_versoes(linhas.model, ids)


@contextmanager
def esquecendo() -> Iterator[None]:
    """Let the sentences of the history be overwritten, in the caller's transaction (core migration 0004)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hubsoft.esquecer', 'sim', true)")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("SELECT set_config('hubsoft.esquecer', '', true)")
