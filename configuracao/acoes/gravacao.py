"""What the verbs that save a form share: what changed, in words, and refusals for what exists already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from psycopg.errors import UniqueViolation

from hubsoft.core.erros import ErroDeNegocio


def aplicar(objeto: models.Model, dados: Mapping[str, Any]) -> list[str]:
    """Set the fields of ``objeto`` that differ from ``dados``; return each change as "rótulo de “A” para “B”"."""
    mudancas = []
    for nome, novo in dados.items():
        campo: Any = objeto._meta.get_field(nome)
        antigo = getattr(objeto, nome)
        if antigo != novo:
            setattr(objeto, nome, novo)
            mudancas.append(f"{campo.verbose_name} de “{em_palavras(campo, antigo)}” para “{em_palavras(campo, novo)}”")
    return mudancas


def em_palavras(campo: Any, valor: Any) -> str:
    """Return a value as people read it in a history."""
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if valor in (None, ""):
        return "vazio"
    if campo.choices:
        return str(dict(campo.flatchoices).get(valor, valor))
    if isinstance(valor, dt.date):
        return f"{valor:%d/%m/%Y}"
    return str(valor)


def gravar(objeto: models.Model, mensagem: str, campo: str | None = None) -> None:
    """Save ``objeto``; raises :class:`ErroDeNegocio` with ``mensagem`` at ``campo`` when it exists already."""
    try:
        with transaction.atomic():
            objeto.save()
    except IntegrityError as erro:
        if not isinstance(erro.__cause__, UniqueViolation):
            raise
        raise ErroDeNegocio(mensagem, campo) from erro
