"""Documents drawn from templates (WeasyPrint, ADR 0009)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string


class RecursoProibido(ValueError):
    """A document asked for something outside of itself."""


def nada_de_fora(url: str, *_a: Any, **_o: Any) -> Any:
    """Refuse every address: a document is its text, and the server fetches nothing for it."""
    raise RecursoProibido(url[:80])


def desenhar(template: str, dados: Mapping[str, Any]) -> bytes:
    """Return the PDF of a template; raises :class:`RecursoProibido` for one that asks for anything by address."""
    # Reading the library takes a second, which every process of the product would pay at its start.
    from weasyprint import HTML

    return bytes(HTML(string=render_to_string(template, dict(dados)), url_fetcher=nada_de_fora).write_pdf())
