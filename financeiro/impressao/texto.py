"""Text that the built-in fonts of PDF can show, cut to the room there is."""

from __future__ import annotations

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth

RETICENCIAS = "…"
MENOR_LARGURA = 0.2  # of the body: no visible character of the built-in fonts is narrower


def limpar(texto: str) -> str:
    """Return ``texto`` in one line, in the alphabet of the built-in fonts (Windows-1252); the rest becomes "?"."""
    visivel = " ".join("".join(c if c.isprintable() else " " for c in texto).split())
    return visivel.encode("cp1252", "replace").decode("cp1252")


def caber(texto: str, fonte: str, corpo: float, largura: float) -> str:
    """Return ``texto`` cut with an ellipsis to ``largura`` points."""
    cabem = int(largura / (MENOR_LARGURA * corpo)) + 1
    texto, inteiro = limpar(texto[: 4 * cabem]), len(texto) <= 4 * cabem
    if len(texto) <= cabem and inteiro and stringWidth(texto, fonte, corpo) <= largura:
        return texto
    texto = texto[:cabem]
    while texto and stringWidth(texto + RETICENCIAS, fonte, corpo) > largura:
        texto = texto[:-1]
    return texto.rstrip() + RETICENCIAS


def quebrar(texto: str, fonte: str, corpo: float, largura: float, maximo: int) -> list[str]:
    """Return ``texto`` in at most ``maximo`` lines of ``largura`` points; the last one is cut with an ellipsis."""
    linhas = simpleSplit(limpar(texto), fonte, corpo, largura) or [""]
    if len(linhas) > maximo:
        linhas = [*linhas[: maximo - 1], " ".join(linhas[maximo - 1 :])]
    return [caber(linha, fonte, corpo, largura) for linha in linhas]
