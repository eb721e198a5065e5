"""History in two forms: every version of every business row, and the sentence that people read.

``versionado`` makes database triggers keep each version of a row, whoever wrote it (django-pghistory);
``escrever`` adds the sentence shown under *Histórico*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import pghistory
from django.db import models

from hubsoft.core.datas import agora
from hubsoft.core.em_lote import Copia
from hubsoft.core.middleware import usuario_atual
from hubsoft.core.models.historico import Historico

Modelo = TypeVar("Modelo", bound=type[models.Model])
Area = Historico.Area


_COLUNAS = (
    "criado_em", "area", "frase", "objeto_tipo", "objeto_id", "cliente_id", "servico_id", "usuario_id", "origem",
)  # fmt: skip
POR_LINHA, POR_COMANDO = pghistory.Row, pghistory.Statement


def versionado(*, excluir: Iterable[str] = (), nivel: Any = POR_LINHA) -> Callable[[Modelo], Modelo]:
    """Return a class decorator that keeps every version of the model's rows by triggers.

    ``excluir``: field names left out of the versions (secrets, search vectors). ``nivel``: ``POR_COMANDO`` for tables
    written by the thousand, whose versions are written once a statement instead of once a row (ten times faster).
    """

    def decorar(modelo: Modelo) -> Modelo:
        eventos = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
        return pghistory.track(*eventos, exclude=list(excluir) or None, level=nivel)(modelo)

    return decorar


def montar(
    objeto: models.Model,
    area: str,
    frase: str,
    *,
    cliente_id: int | None = None,
    servico_id: int | None = None,
    usuario: Any = None,
    origem: str = "",
) -> Historico:
    """Return an unsaved sentence about ``objeto`` for a bulk insert; arguments as in :func:`escrever`."""
    quem = usuario if usuario is not None else usuario_atual()
    return Historico(
        area=area,
        frase=frase,
        objeto_tipo=objeto._meta.label_lower,
        objeto_id=objeto.pk,
        cliente_id=cliente_id if cliente_id is not None else getattr(objeto, "cliente_id", None),
        servico_id=servico_id if servico_id is not None else getattr(objeto, "servico_id", None),
        usuario_id=getattr(quem, "pk", None),
        origem=origem,
    )


def escrever_varios(sentencas: Iterable[Historico]) -> None:
    """Write sentences of :func:`montar`, by the thousand, in the current transaction."""
    instante = agora()
    Copia(Historico, *_COLUNAS).escrever((instante, *(getattr(s, c) for c in _COLUNAS[1:])) for s in sentencas)


def escrever(objeto: models.Model, area: str, frase: str, **opcoes: Any) -> Historico:
    """Write one sentence (Portuguese) about ``objeto`` in the current transaction.

    ``area`` is a :class:`Historico.Area`. ``cliente_id``/``servico_id`` default to the object's own fields of those
    names, ``usuario`` to the person of the current request, ``origem`` names a routine or file when there is none.
    """
    sentenca = montar(objeto, area, frase, **opcoes)
    sentenca.save(force_insert=True)
    return sentenca
