"""The protocolo of a cancelled service as PDF (C16)."""

from __future__ import annotations

from clientes.models import ProtocoloCancelamento
from hubsoft.core.pdf import desenhar


def pdf_do_protocolo(protocolo: ProtocoloCancelamento) -> bytes:
    """Return the PDF of a protocolo de cancelamento, the same whenever it is printed."""
    return desenhar("clientes/cancelamento/protocolo.html", {"protocolo": protocolo})
