"""Which command a change needs, and when to try it again.

RouterOS changes the speed of an open session by CoA, but not its pool, address or address list: for those the session
must be disconnected, and the router dials again into the new policy.
"""

from __future__ import annotations

import datetime as dt

DISCONNECT = "disconnect"
COA = "coa"
ESPERA_INICIAL = 5  # seconds
ESPERA_MAXIMA = 600
DESISTE_APOS = dt.timedelta(hours=24)

# What the network does with each state of a service.
_POLITICA = {
    "aguardando_instalacao": "recusa",
    "habilitado": "normal",
    "aguardando_migracao": "normal",
    "suspenso_parcial": "parcial",
    "suspenso_debito": "total",
    "suspenso_pedido": "total",
    "cancelado": "recusa",
}


def comando_da_mudanca(de: str, para: str, *, parcial_tem_pool: bool) -> str | None:
    """Return "coa", "disconnect", or ``None`` when the open session may stay as it is.

    ``parcial_tem_pool``: the partial suspension has a pool of its own (``POOL_SUSPENSAO_PARCIALMENTE``).
    """
    antes, depois = _POLITICA[de], _POLITICA[para]
    if antes == depois:
        return None
    if {antes, depois} == {"normal", "parcial"} and not parcial_tem_pool:
        return COA
    return DISCONNECT


def espera(tentativas: int) -> dt.timedelta:
    """Return how long to wait after that many tries: doubling from 5 s up to 10 min."""
    return dt.timedelta(seconds=min(ESPERA_INICIAL * 2 ** min(max(tentativas - 1, 0), 16), ESPERA_MAXIMA))
