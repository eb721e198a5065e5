"""The PDF of a contract and the certificate of its acceptance (WeasyPrint, ADR 0009)."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from weasyprint import HTML

from clientes.models import AssinaturaContrato, ContratoServico


class RecursoProibido(ValueError):
    """A document asked for something outside of itself."""


def _nada_de_fora(url: str, *_a: Any, **_o: Any) -> dict[str, Any]:
    """Refuse every address: a contract is its text, and the server fetches nothing for it."""
    raise RecursoProibido(url)


def _pdf(template: str, dados: dict[str, Any]) -> bytes:
    pagina = render_to_string(template, dados)
    return bytes(HTML(string=pagina, url_fetcher=_nada_de_fora).write_pdf())


def pdf_do_texto(contrato: ContratoServico) -> bytes:
    """Return the contract as a document: head of the company, text, places to sign, "página X de Y"."""
    cliente = contrato.servico.cliente
    return _pdf(
        "clientes/contrato/pdf.html",
        {"contrato": contrato, "empresa": contrato.empresa, "cliente": cliente},
    )


def pdf_do_contrato(contrato: ContratoServico) -> bytes:
    """Return the document that was signed, byte by byte; before that, one made now."""
    assinatura = AssinaturaContrato.objects.filter(contrato=contrato).only("pdf").first()
    return bytes(assinatura.pdf) if assinatura is not None else pdf_do_texto(contrato)


def pdf_do_certificado(assinatura: AssinaturaContrato) -> bytes:
    """Return the page of evidence: who accepted what, when, from where, and the hash of the document."""
    contrato = assinatura.contrato
    return _pdf(
        "clientes/contrato/certificado.html",
        {"contrato": contrato, "assinatura": assinatura, "empresa": contrato.empresa},
    )


def nome_do_arquivo(contrato: ContratoServico, que: str = "contrato") -> str:
    """Return "contrato-12.pdf"."""
    return f"{que}-{contrato.pk}.pdf"
