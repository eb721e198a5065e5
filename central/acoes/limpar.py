"""Removal of sessions that ended and of codes asked for long ago, also of who never comes back."""

from __future__ import annotations

import datetime as dt

from central.models import CodigoCentral, SessaoCentral
from hubsoft.core.datas import agora

# What was asked for stays a month: who asked, from where, to which e-mail it went.
GUARDA = dt.timedelta(days=30)


def limpar() -> dict[str, int]:
    """Return how many sessions and codes were removed."""
    return {
        "sessoes": SessaoCentral.objects.filter(expira_em__lte=agora()).delete()[0],
        "codigos": CodigoCentral.objects.filter(pedido_em__lt=agora() - GUARDA).delete()[0],
    }
