"""When a message that did not arrive is tried again."""

from __future__ import annotations

import datetime as dt

# As Standard Webhooks proposes: eleven tries in about three days.
ESPERAS = tuple(dt.timedelta(seconds=s) for s in (5, 60, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
TENTATIVAS = len(ESPERAS) + 1
MAIOR_PAUSA = dt.timedelta(hours=2)
SUMIU = 410  # the receiver says that it wants nothing more


def espera_da_entrega(tentativas: int) -> dt.timedelta | None:
    """Return how long a message waits after its n-th failed try, ``None`` when it was the last one."""
    return ESPERAS[tentativas - 1] if tentativas < TENTATIVAS else None


def pausa_do_webhook(falhas_seguidas: int) -> dt.timedelta:
    """Return how long an address is left alone after so many failures in a row, whatever the messages."""
    return min(ESPERAS[min(falhas_seguidas, len(ESPERAS)) - 1], MAIOR_PAUSA)


def aceito(status: int | None) -> bool:
    """Whether the receiver took the message."""
    return status is not None and 200 <= status < 300
