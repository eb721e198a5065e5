"""Barcode and QR code as paths of a ReportLab canvas: whole numbers of modules, scaled once by the drawing matrix."""

from __future__ import annotations

import re

import segno
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from financeiro.impressao import itf

rl_config.useA85 = 0  # streams of a PDF are bytes; as text they take longer to write and a quarter more room
_ESCUROS = re.compile(b"\x01+")
# Any of the eight masks is read alike; weighing them all, as the standard does to choose, is most of the work.
MASCARA = 3
SILENCIO = 2  # modules of white around the QR code, inside its side


def desenhar_itf(tela: Canvas, digitos: str, x: float, y: float, largura: float, altura: float) -> None:
    """Draw an interleaved 2 of 5 barcode in a box (points)."""
    _desenhar(tela, [f"{inicio} 0 {n} 1 re" for inicio, n in itf.barras(digitos)], x, y, largura / itf.MODULOS, altura)


def desenhar_qr(tela: Canvas, texto: str, x: float, y: float, lado: float) -> None:
    """Draw a QR code, error correction M, in a square (points) with its quiet zone inside."""
    matriz = segno.make_qr(texto, error="m", mask=MASCARA, boost_error=False).matrix
    topo = len(matriz) + SILENCIO - 1
    faixas = [
        f"{achado.start() + SILENCIO} {topo - linha} {achado.end() - achado.start()} 1 re"
        for linha, pontos in enumerate(matriz)
        for achado in _ESCUROS.finditer(pontos)
    ]
    modulo = lado / (len(matriz) + 2 * SILENCIO)
    _desenhar(tela, faixas, x, y, modulo, modulo)


def _desenhar(tela: Canvas, faixas: list[str], x: float, y: float, escala_x: float, escala_y: float) -> None:
    tela.saveState()
    tela.transform(escala_x, 0, 0, escala_y, x, y)
    tela.drawPath(PDFPathObject(code=faixas), stroke=0, fill=1)
    tela.restoreState()
