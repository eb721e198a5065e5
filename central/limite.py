"""How often an address may ask the portal."""

from __future__ import annotations

import logging

from django.core.cache import cache

log = logging.getLogger(__name__)
UM_MINUTO = 60


def demais(nome: str, ip: str | None, por_minuto: int) -> bool:
    """Whether the address asked for ``nome`` too often in the last minute; a cache that is down stops nobody."""
    if ip is None:
        return False
    chave = f"central:{nome}:{ip}"
    try:
        cache.add(chave, 0, UM_MINUTO)
        return int(cache.incr(chave)) > por_minuto
    except Exception:
        log.warning("cache fora do ar: a central fica sem limite de pedidos", exc_info=True)
        return False
