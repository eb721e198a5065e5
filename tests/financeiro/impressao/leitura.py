"""Reads a PDF as a bank's till and a phone do: from the pixels of its pages."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pypdfium2
import zxingcpp


def codigos(pdf: bytes, pagina: int = 0) -> dict[str, str]:
    """Return the codes found on a page by kind: ``ITF`` (the barcode) and ``QR`` (Pix)."""
    imagem = pypdfium2.PdfDocument(io.BytesIO(pdf))[pagina].render(scale=300 / 72).to_pil()
    return {r.format.name.replace("QRCode", "QR"): r.text for r in zxingcpp.read_barcodes(imagem)}


def texto(pdf: bytes, pagina: int = 0) -> str:
    """Return the text of a page."""
    return pypdfium2.PdfDocument(io.BytesIO(pdf))[pagina].get_textpage().get_text_bounded()


def barras(pdf: bytes) -> list[tuple[Decimal, Decimal]]:
    """Return ``(x, width)`` in points of the bars 13 mm high that page 1 draws, read from its drawing operators."""
    from pypdf import PdfReader
    from pypdf.generic import ContentStream

    leitor = PdfReader(io.BytesIO(pdf))
    operacoes: list[Any] = ContentStream(leitor.pages[0].get_contents(), leitor).operations
    alturas = Decimal("36.85")  # 13 mm in points
    achadas = []
    for operandos, operador in operacoes:
        if operador == b"re" and abs(Decimal(str(operandos[3])) - alturas) < Decimal("0.05"):
            achadas.append((Decimal(str(operandos[0])), Decimal(str(operandos[2]))))
    return achadas
