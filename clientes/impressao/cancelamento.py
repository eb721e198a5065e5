"""The protocolo of a cancelled service as PDF (C16)."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from weasyprint import HTML

from clientes.models import ProtocoloCancelamento


def nada_de_fora(url: str, *argumentos: Any, **opcoes: Any) -> Any:
    """Refuse whatever a document would fetch: it has all it needs in itself."""
    raise ValueError(f"document asks for {url[:80]}")


def pdf_do_protocolo(protocolo: ProtocoloCancelamento) -> bytes:
    """Return the PDF of a protocolo de cancelamento, the same whenever it is printed."""
    html = render_to_string("clientes/cancelamento/protocolo.html", {"protocolo": protocolo})
    pdf: bytes = HTML(string=html, url_fetcher=nada_de_fora).write_pdf()
    return pdf
