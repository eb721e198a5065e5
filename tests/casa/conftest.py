"""The demonstration provider, small: rows of every kind in three cities for the walks over every screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import transaction

QUANTOS = 45
AGORA = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def provedor(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The provider, made once for the module and taken back at its end."""
    from demonstracao.provedor.criar import criar

    with django_db_blocker.unblock():
        ponto = transaction.atomic()
        ponto.__enter__()
        try:
            # The verbs that end its story read the clock.
            with time_machine.travel(AGORA, tick=False):
                resumo = criar(QUANTOS, AGORA)
            yield resumo
        finally:
            transaction.set_rollback(True)
            ponto.__exit__(None, None, None)
