"""The 44 digits of a boleto's barcode and the line that people type (FEBRABAN)."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from financeiro.bancos.digitos import mod10, mod11

BASE = dt.date(1997, 10, 7)
PRIMEIRO = dt.date(2000, 7, 3)  # factor 1000, the first that the banks use
REINICIO = dt.date(2025, 2, 22)  # the factor had reached 9999 the day before and restarts at 1000
ULTIMO = REINICIO + dt.timedelta(days=8999)


class ForaDoFator(ValueError):
    """The due date has no factor of four digits."""


class LinhaInvalida(ValueError):
    """A typed line whose digits do not agree; the text (Portuguese) says which part."""


class PartesDoCodigo(NamedTuple):
    """What a barcode says; ``fator`` four digits, ``centavos`` ten."""

    banco: str
    fator: str
    centavos: str
    campo_livre: str


def fator_vencimento(vencimento: dt.date) -> str:
    """Return the four digits of the due date; raises :class:`ForaDoFator` outside 2000-07-03 … 2049-10-13."""
    if not PRIMEIRO <= vencimento <= ULTIMO:
        raise ForaDoFator(f"O vencimento deve estar entre {PRIMEIRO:%d/%m/%Y} e {ULTIMO:%d/%m/%Y}.")
    dias = (vencimento - BASE).days
    return str(dias if vencimento < REINICIO else dias - 9000)


def digito(sem_digito: str) -> str:
    """Return the check digit of the other 43 digits: mod 11; 0, 10 and 11 become 1."""
    resultado = mod11(sem_digito)
    return str(resultado) if resultado < 10 else "1"


def montar(banco: str, fator: str, centavos: str, campo_livre: str) -> str:
    """Return the 44 digits."""
    resto = f"{fator}{centavos}{campo_livre}"
    inicio = f"{banco}9"
    return f"{inicio}{digito(inicio + resto)}{resto}"


def linha_digitavel(codigo: str) -> str:
    """Return ``AAAAA.AAAAA BBBBB.BBBBBB CCCCC.CCCCCC D EEEEEEEEEEEEEE`` of a code of 44 digits."""
    um = codigo[:4] + codigo[19:24]
    dois, tres = codigo[24:34], codigo[34:]
    return (
        f"{um[:5]}.{um[5:]}{mod10(um)} {dois[:5]}.{dois[5:]}{mod10(dois)} "
        f"{tres[:5]}.{tres[5:]}{mod10(tres)} {codigo[4]} {codigo[5:19]}"
    )


def ler_linha_digitavel(linha: str) -> str:
    """Return the 44 digits of a typed line, with or without punctuation; raises :class:`LinhaInvalida`."""
    digitos = linha.replace(".", "").replace(" ", "")
    if len(digitos) != 47 or not (digitos.isascii() and digitos.isdigit()):
        raise LinhaInvalida("A linha digitável tem 47 algarismos.")
    campos = (digitos[:10], digitos[10:21], digitos[21:32])
    for ordem, campo in enumerate(campos, 1):
        if str(mod10(campo[:-1])) != campo[-1]:
            raise LinhaInvalida(f"O dígito do {ordem}º campo da linha digitável não confere.")
    um, dois, tres = campos
    codigo = um[:4] + digitos[32] + digitos[33:] + um[4:9] + dois[:10] + tres[:10]
    if digito(codigo[:4] + codigo[5:]) != codigo[4]:
        raise LinhaInvalida("O dígito geral da linha digitável não confere.")
    return codigo


def partes(codigo: str) -> PartesDoCodigo:
    """Return what a code of 44 digits says."""
    return PartesDoCodigo(codigo[:3], codigo[5:9], codigo[9:19], codigo[19:])
