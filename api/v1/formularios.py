"""The rules of the screens' forms, for what the API writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.html import strip_tags

from api.v1.problemas import Falha, Problema

CORRIJA = "Corrija os campos indicados e envie de novo."


def limpo(form: forms.BaseForm, nomes: Mapping[str, str] | None = None, prefixo: str = "") -> dict[str, Any]:
    """Return what a form makes of its data; raises :class:`Problema` 422 with what it refuses.

    ``nomes``: the API's name of a field that the form calls otherwise; ``prefixo`` goes before each ("endereco.").
    """
    if form.is_valid():
        return form.cleaned_data
    de = nomes or {}
    falhas = [
        Falha("" if campo == NON_FIELD_ERRORS else f"{prefixo}{de.get(campo, campo)}", _sem_html(mensagem))
        for campo, mensagens in form.errors.items()
        for mensagem in mensagens
    ]
    raise Problema(422, "validacao", CORRIJA, falhas)


def _sem_html(mensagem: Any) -> str:
    """Return a message without the links that a screen has in it."""
    return re.sub(r"\s+", " ", strip_tags(str(mensagem))).strip()


def exigir(token: Any, permissao: str, porque: str) -> None:
    """Refuse what an operation does only with one more permission; raises :class:`Problema` 403."""
    if not token.pode(permissao):
        raise Problema(403, "sem-permissao", f"{porque} Este token não tem a permissão {permissao}.")
