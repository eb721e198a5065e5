"""The PDF of a contract and the certificate of its acceptance."""

from __future__ import annotations

from clientes.models import AssinaturaContrato, ContratoServico
from hubsoft.core.pdf import desenhar


def pdf_do_texto(contrato: ContratoServico) -> bytes:
    """Return the contract as a document: head of the company, text, places to sign, "página X de Y"."""
    cliente = contrato.servico.cliente
    return desenhar(
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
    return desenhar(
        "clientes/contrato/certificado.html",
        {"contrato": contrato, "assinatura": assinatura, "empresa": contrato.empresa},
    )


def nome_do_arquivo(contrato: ContratoServico, que: str = "contrato") -> str:
    """Return "contrato-12.pdf"."""
    return f"{que}-{contrato.pk}.pdf"
