"""Housekeeping of what FreeRADIUS writes."""

from __future__ import annotations

from django.db import connection, transaction

from configuracao.variaveis import ler_inteiro

MESES_ADIANTE = 6
MAIS_MESES = 1200


def encerrar_sessoes_paradas() -> int:
    """Close the sessions silent for more than three interim intervals (cause Lost-Stop); return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rede_encerrar_paradas()")
        return int(cursor.fetchone()[0])


def manter_particoes() -> int:
    """Make the partitions of the coming months, drop the old ones of autenticacao; return how many were dropped.

    ``RADIUS_MESES_AUTENTICACAO`` says how many months of authentications are kept.
    """
    # The log of answers is no connection record: it is kept for support only.
    meses = min(max(ler_inteiro("RADIUS_MESES_AUTENTICACAO"), 1), MAIS_MESES)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT rede_criar_particoes(0, %s)", [MESES_ADIANTE])
        cursor.execute("SELECT rede_descartar_autenticacoes(%s)", [meses])
        return int(cursor.fetchone()[0])
