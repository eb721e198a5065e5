"""What a bank is: how it numbers its titles and fills the free field of the barcode.

A title is a mapping of text fields as ``docs/cli.md`` lists them; nothing here knows the ORM or the clock.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from financeiro.bancos import codigo_barras

CAMPOS_COMUNS = ("banco", "valor", "vencimento", "emissao", "nosso_numero")
CAMPOS_CONHECIDOS = frozenset(
    (*CAMPOS_COMUNS, "agencia", "conta", "convenio", "carteira", "seu_numero", "posto", "byte", "modalidade", "parcela")
)
_VALOR = re.compile(r"(\d{1,8})\.(\d{2})", re.ASCII)


class ErroDeTitulo(ValueError):
    """A title that no bank would take; ``campo`` names the field, the text (Portuguese) says what it must be."""

    def __init__(self, campo: str, mensagem: str) -> None:
        super().__init__(mensagem)
        self.campo = campo
        self.mensagem = mensagem


class TituloCalculado(NamedTuple):
    """What goes on a boleto. ``nosso_numero`` as the bank prints it; ``nosso_numero_dv`` empty where there is none."""

    codigo_barras: str
    linha_digitavel: str
    nosso_numero: str
    nosso_numero_dv: str
    campo_livre: str


class Numerado(NamedTuple):
    """The part of a title that each bank decides."""

    campo_livre: str
    nosso_numero: str
    dv: str


class Banco:
    """A bank. Subclasses say which fields they need and how they number."""

    codigo = ""
    nome = ""
    campos: tuple[str, ...] = ()

    def numerar(self, titulo: Mapping[str, str]) -> Numerado:
        """Return free field, printed nosso número and its check digit; raises :class:`ErroDeTitulo`."""
        raise NotImplementedError

    def digitos_do_numero(self, titulo: Mapping[str, str]) -> int:
        """Return how many digits the sequence of the nosso número may have."""
        raise NotImplementedError

    def calcular(self, titulo: Mapping[str, str]) -> TituloCalculado:
        """Return barcode, typed line and nosso número of a title; raises :class:`ErroDeTitulo`."""
        self._conferir_campos(titulo)
        centavos = ler_centavos(titulo["valor"])
        fator = ler_fator(titulo["vencimento"])
        ler_data("emissao", titulo["emissao"])
        numerado = self.numerar(titulo)
        codigo = codigo_barras.montar(self.codigo, fator, centavos, numerado.campo_livre)
        linha = codigo_barras.linha_digitavel(codigo)
        return TituloCalculado(codigo, linha, numerado.nosso_numero, numerado.dv, numerado.campo_livre)

    def _conferir_campos(self, titulo: Mapping[str, str]) -> None:
        if not CAMPOS_CONHECIDOS.issuperset(titulo):
            estranho = min(set(titulo) - CAMPOS_CONHECIDOS)
            raise ErroDeTitulo(estranho, f"O campo {estranho} não existe. Confira o nome em docs/cli.md.")
        for campo in (*CAMPOS_COMUNS, *self.campos):
            valor = titulo.get(campo)
            if valor is None or valor == "":
                raise ErroDeTitulo(campo, f"Falta o campo {campo}, exigido pelo banco {self.codigo}.")
            if not isinstance(valor, str):
                raise ErroDeTitulo(campo, f"O campo {campo} deve ser texto entre aspas.")


def ler_centavos(valor: str) -> str:
    """Return "99.90" as ten digits of centavos; raises :class:`ErroDeTitulo`."""
    achado = _VALOR.fullmatch(valor)
    if achado is None:
        raise ErroDeTitulo("valor", 'O valor deve ter a forma "99.90", com no máximo R$ 99.999.999,99.')
    centavos = (achado[1] + achado[2]).rjust(10, "0")
    if centavos == "0000000000":
        raise ErroDeTitulo("valor", "O valor deve ser maior que zero.")
    return centavos


@lru_cache(maxsize=8192)  # a month has few dates, and a file thousands of titles
def ler_data(campo: str, texto: str) -> dt.date:
    """Return an ISO date; raises :class:`ErroDeTitulo`."""
    try:
        if len(texto) == 10:
            return dt.date.fromisoformat(texto)
    except ValueError:
        pass
    raise ErroDeTitulo(campo, f"O campo {campo} deve ser uma data AAAA-MM-DD.")


@lru_cache(maxsize=8192)
def ler_fator(texto: str) -> str:
    """Return the due-date factor of an ISO date; raises :class:`ErroDeTitulo`."""
    try:
        return codigo_barras.fator_vencimento(ler_data("vencimento", texto))
    except codigo_barras.ForaDoFator as erro:
        raise ErroDeTitulo("vencimento", str(erro)) from erro


def numero(titulo: Mapping[str, str], campo: str, tamanho: int) -> str:
    """Return a numeric field with leading zeros; raises :class:`ErroDeTitulo` when it is no number or too long."""
    valor = titulo[campo]
    if not (valor.isascii() and valor.isdigit()):
        raise ErroDeTitulo(campo, f"O campo {campo} só aceita algarismos.")
    if len(valor) > tamanho:
        valor = valor.lstrip("0")
        if len(valor) > tamanho:
            raise ErroDeTitulo(campo, f"O campo {campo} tem no máximo {tamanho} algarismos neste banco.")
    return valor.rjust(tamanho, "0")
