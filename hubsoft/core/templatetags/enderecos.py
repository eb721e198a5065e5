"""The ``url`` tag of every template, with the moulds of :mod:`hubsoft.core.telas.enderecos`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import defaulttags
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from hubsoft.core.telas.enderecos import endereco

register = template.Library()


class EnderecoNode(defaulttags.URLNode):
    """``{% url %}`` with another way to find the same address."""

    def render(self, context: Any) -> str:
        """Return the address, or keep it under the name after ``as`` (nothing when there is none)."""
        posicoes = [argumento.resolve(context) for argumento in self.args]
        nomeados = {nome: argumento.resolve(context) for nome, argumento in self.kwargs.items()}
        try:
            url = endereco(self.view_name.resolve(context), *posicoes, **nomeados)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            url = ""
        if self.asvar:
            context[self.asvar] = url
            return ""
        return conditional_escape(url) if context.autoescape else url


@register.tag
def url(parser: Any, token: Any) -> EnderecoNode:
    """Compile Django's tag."""
    no = defaulttags.url(parser, token)
    return EnderecoNode(no.view_name, no.args, no.kwargs, no.asvar)
