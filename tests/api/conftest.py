"""A system that receives webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.webhooks import AQUI
from tests.standins.webhook import ReceptorWebhook


@pytest.fixture
def receptor(settings: Any) -> Iterator[ReceptorWebhook]:
    settings.WEBHOOK_REDES = AQUI
    with ReceptorWebhook() as novo:
        yield novo
