"""The rules of the screens' forms, for what the API writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.html import strip_tags

from api.v1.problemas import Falha, Problema
from hubsoft.core.erros import ErroDeNegocio

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


@contextmanager
def com_nomes(nomes: Mapping[str, str], prefixo: str = "") -> Iterator[None]:
    """Call the field that a verb refuses what the API does; ``prefixo`` goes before those that ``nomes`` lacks."""
    try:
        yield
    except ErroDeNegocio as erro:
        if erro.campo:
            erro.campo = nomes.get(erro.campo, f"{prefixo}{erro.campo}")
        raise


class Conferencia:
    """Forms checked one after the other, all of what they refuse told at once."""

    def __init__(self) -> None:
        self.falhas: list[Falha] = []

    def limpo(
        self, form: forms.BaseForm, nomes: Mapping[str, str] | None = None, prefixo: str = ""
    ) -> dict[str, Any] | None:
        """Return what a form makes of its data, ``None`` when it refuses it; arguments as :func:`limpo`."""
        try:
            return limpo(form, nomes, prefixo)
        except Problema as problema:
            self.falhas += problema.erros
            return None

    def recusar(self, campo: str, mensagem: str) -> None:
        """Add what no form says."""
        self.falhas.append(Falha(campo, mensagem))

    def exigir(self) -> None:
        """Raise :class:`Problema` 422 with all that was refused, if anything was."""
        if self.falhas:
            raise Problema(422, "validacao", CORRIJA, self.falhas)


def como_sugerido(classe: Any, enviado: Mapping[str, Any], **opcoes: Any) -> forms.BaseForm:
    """Return a form with what was sent and, in the place of what was not, what its screen would suggest."""
    vazio: forms.BaseForm = classe(**opcoes)
    sugerido = {nome: vazio.get_initial_for_field(campo, nome) for nome, campo in vazio.fields.items()}
    form: forms.BaseForm = classe({**sugerido, **enviado}, **opcoes)
    return form


def _sem_html(mensagem: Any) -> str:
    """Return a message without the links that a screen has in it."""
    return re.sub(r"\s+", " ", strip_tags(str(mensagem))).strip()


def exigir(token: Any, permissao: str, porque: str) -> None:
    """Refuse what an operation does only with one more permission; raises :class:`Problema` 403."""
    if not token.pode(permissao):
        raise Problema(403, "sem-permissao", f"{porque} Este token não tem a permissão {permissao}.")
