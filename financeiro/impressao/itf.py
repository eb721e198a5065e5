"""The barcode of the boleto: Interleaved 2 of 5, as FEBRABAN asks (103 mm wide, 13 mm high)."""

from __future__ import annotations

from collections.abc import Iterator

# Five elements a digit, 1 = wide; two digits interleave: the first in the bars, the second in the spaces.
_DIGITOS = ("00110", "10001", "01001", "11000", "00101", "10100", "01100", "00011", "10010", "01010")
INICIO, FIM = "0000", "100"
LARGO = 3  # a wide element is three narrow ones
MODULOS = 405  # narrow elements of 44 digits: start 4, digits 9 each, end 5


def elementos(digitos: str) -> Iterator[int]:
    """Yield the widths in narrow elements, bar and space in turn, of an even number of digits."""
    yield from (1 for _ in INICIO)
    for i in range(0, len(digitos), 2):
        barras, espacos = _DIGITOS[int(digitos[i])], _DIGITOS[int(digitos[i + 1])]
        for barra, espaco in zip(barras, espacos, strict=True):
            yield LARGO if barra == "1" else 1
            yield LARGO if espaco == "1" else 1
    yield from (LARGO if elemento == "1" else 1 for elemento in FIM)


def barras(digitos: str) -> Iterator[tuple[int, int]]:
    """Yield ``(offset, width)`` of each bar in narrow elements; raises ``ValueError`` unless digits, even in number."""
    if not (digitos.isascii() and digitos.isdigit()) or len(digitos) % 2:
        raise ValueError("interleaved 2 of 5 takes an even number of digits")
    posicao = 0
    for ordem, largura in enumerate(elementos(digitos)):
        if ordem % 2 == 0:
            yield posicao, largura
        posicao += largura


def caminho_svg(digitos: str) -> str:
    """Return the bars as the ``d`` of an SVG path in a box of :data:`MODULOS` × 50 units."""
    return "".join(f"M{x} 0h{largura}v50h-{largura}z" for x, largura in barras(digitos))
