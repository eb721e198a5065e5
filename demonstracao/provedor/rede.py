"""What the network saw, written by ``rede.sql``."""

from __future__ import annotations

from pathlib import Path

from django.db import connection

from demonstracao.concentrador import PREFIXO
from demonstracao.logins import ASSINANTE
from demonstracao.provedor.vida import Cenario


def escrever(cenario: Cenario) -> None:
    """Write sessions, connections and answers of RADIUS as of the scenario's instant."""
    comandos = Path(__file__).with_suffix(".sql").read_text()
    with connection.cursor() as cursor:
        cursor.execute(comandos, {"agora": cenario.agora, "prefixo": PREFIXO, "assinante": ASSINANTE})
