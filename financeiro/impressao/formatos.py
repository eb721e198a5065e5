"""The ways to print several boletos, by the name that URLs and jobs use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import IO, NamedTuple

from financeiro.impressao.boleto import Boleto
from financeiro.impressao.pdf_boleto import escrever
from financeiro.impressao.pdf_carne import escrever_carne


class Formato(NamedTuple):
    """What it is called (Portuguese, plural), the name of its file and what writes it into a binary file."""

    nome: str
    arquivo: str
    escrever: Callable[[Iterable[Boleto], IO[bytes]], int]


FORMATOS: Mapping[str, Formato] = {
    "boleto": Formato("boletos", "boletos.pdf", escrever),
    "carne": Formato("boletos em carnê", "carne.pdf", escrever_carne),
}
