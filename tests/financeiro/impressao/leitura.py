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
    matriz, guardadas = (1.0, 1.0, 0.0), []
    for operandos, operador in operacoes:
        if operador == b"q":
            guardadas.append(matriz)
        elif operador == b"Q":
            matriz = guardadas.pop()
        elif operador == b"cm":  # the drawings are moved and scaled, never turned
            a, _b, _c, d, e, _f = map(float, operandos)
            matriz = (matriz[0] * a, matriz[1] * d, matriz[2] + matriz[0] * e)
        elif operador == b"re" and abs(Decimal(float(operandos[3]) * matriz[1]) - alturas) < Decimal("0.05"):
            x, largura = float(operandos[0]) * matriz[0] + matriz[2], float(operandos[2]) * matriz[0]
            achadas.append((Decimal(x), Decimal(largura)))
    return achadas


def todos_os_codigos(pdf: bytes, pagina: int = 0) -> dict[str, list[str]]:
    """Return all codes of a page by kind, as :func:`codigos`, from the top of the page to its foot."""
    imagem = pypdfium2.PdfDocument(io.BytesIO(pdf))[pagina].render(scale=300 / 72).to_pil()
    achados: dict[str, list[str]] = {}
    for lido in sorted(zxingcpp.read_barcodes(imagem), key=lambda r: r.position.top_left.y):
        achados.setdefault(lido.format.name.replace("QRCode", "QR"), []).append(lido.text)
    return achados
