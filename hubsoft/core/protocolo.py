"""The protocolo: the number that the provider gives a subscriber for what was asked, opened or cancelled.

Day and number in one line of digits, ``AAAAMMDD`` and eight digits of a sequence that all kinds of record share, so one
protocolo names one thing in the whole house. The database gives it (``core_protocolo``), whoever writes the row.
"""

from __future__ import annotations

import datetime as dt
import re

from django.db import connection
from django.db.models import CharField, Func
from django.utils.timezone import localtime

TAMANHO = 16
SO_O_DIA = 8
_DIGITOS = re.compile(r"[\d\s./-]+", re.ASCII)


class NovoProtocolo(Func):
    """The ``db_default`` of a protocolo: a new number, of the day of the transaction."""

    function = "core_protocolo"
    template = "%(function)s(now())"
    output_field = CharField(max_length=TAMANHO)


def formatar(quando: dt.datetime, numero: int) -> str:
    """Return the protocolo of an instant and a number of the sequence, as the database writes it."""
    return f"{localtime(quando):%Y%m%d}{numero:08d}"


def reservar(quantos: int) -> list[int]:
    """Take numbers from the sequence, for rows that tell of another day than today (imports, the demonstration)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('core_protocolo_numero') FROM generate_series(1, %s)", [quantos])
        return [numero for (numero,) in cursor.fetchall()]


def prefixo_da_busca(termo: str) -> str | None:
    """Return the digits that a protocolo must begin with to be what was typed, ``None`` when it cannot be one.

    More than the day is asked for: the day alone would find everything of it.
    """
    termo = termo.strip()
    if not _DIGITOS.fullmatch(termo):
        return None
    digitos = "".join(c for c in termo if c.isdigit())
    return digitos if SO_O_DIA < len(digitos) <= TAMANHO else None
