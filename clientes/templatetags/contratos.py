"""Filters of contracts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from clientes.regras.html_contrato import limpar

register = template.Library()


@register.filter
def html_contrato(texto: str) -> SafeString:
    """Return a contract's text as HTML to show: cleaned again, whatever the row holds."""
    return SafeString(limpar(texto))


@register.filter
def rodape_pdf(contrato: Any) -> str:
    """Return the foot of every page, free of what would end a CSS string."""
    return f"Contrato nº {int(contrato.pk)} · versão {int(contrato.versao)}"


@register.filter
def instante_exato(instante: dt.datetime) -> str:
    """Return an instant to the second, in the time of the house."""
    return f"{localtime(instante):%d/%m/%Y %H:%M:%S}"
