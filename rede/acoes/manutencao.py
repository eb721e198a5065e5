"""Housekeeping of what FreeRADIUS writes."""

from __future__ import annotations

from django.db import connection, transaction

from configuracao.models import Variavel

MESES_ADIANTE = 6
MESES_DE_AUTENTICACOES = 6  # the log of answers is no connection record: it is kept for support only


def encerrar_sessoes_paradas() -> int:
    """Close the sessions silent for more than three interim intervals (cause Lost-Stop); return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rede_encerrar_paradas()")
        return int(cursor.fetchone()[0])


def manter_particoes() -> int:
    """Make the partitions of the coming months, drop the old ones of autenticacao; return how many were dropped.

    ``RADIUS_MESES_AUTENTICACAO`` says how many months of authentications are kept.
    """
    escrito = Variavel.objects.filter(nome="RADIUS_MESES_AUTENTICACAO").values_list("valor", flat=True).first() or ""
    meses = int(escrito) if escrito.isascii() and escrito.isdigit() and 0 < int(escrito) < 1200 else None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT rede_criar_particoes(0, %s)", [MESES_ADIANTE])
        cursor.execute("SELECT rede_descartar_autenticacoes(%s)", [meses or MESES_DE_AUTENTICACOES])
        return int(cursor.fetchone()[0])
