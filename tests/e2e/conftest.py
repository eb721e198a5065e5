"""Browser tests: one Chromium a run, a live server a test, signed-in pages that fail on any script or CSP error.

How to write one: docs/telas.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.navegador import ARGUMENTOS, CHROMIUM, LARGURA, Vigia
from tests.e2e.no_tempo import no_dia

__all__ = ("no_dia",)
# Playwright's loop runs in this thread; the ORM calls of the tests are not inside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# How long a page may take on a machine that also runs other tests; what never comes still fails.
PACIENCIA = 15_000
expect.set_options(timeout=PACIENCIA)


@pytest.fixture(scope="session")
def navegador() -> Iterator[Browser]:
    """Chromium, started once."""
    with sync_playwright() as playwright:
        aberto = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTOS)
        yield aberto
        aberto.close()


@pytest.fixture
def vigia() -> Iterator[Vigia]:
    """What the pages of this test did wrong; a test that provokes a problem clears ``vigia.problemas``."""
    vigia = Vigia()
    yield vigia
    assert not vigia.problemas, "\n".join(vigia.problemas)


@pytest.fixture
def nova_pagina(navegador: Browser, live_server: Any, vigia: Vigia) -> Iterator[Callable[..., Page]]:
    """Give a function ``(largura=1440, tema="light") -> Page`` for somebody who has not signed in."""
    contextos = []

    def abrir(largura: int = LARGURA, tema: str = "light", **opcoes: Any) -> Page:
        contexto = navegador.new_context(
            viewport={"width": largura, "height": 844 if largura < 600 else 900},
            base_url=live_server.url,
            color_scheme=tema,
            # A menu that still slides lets a click that began on one link end on its neighbour.
            reduced_motion="reduce",
            locale="pt-BR",
            timezone_id="America/Sao_Paulo",
            has_touch=largura < 600,
            **opcoes,
        )
        contexto.set_default_timeout(PACIENCIA)
        vigia.vigiar(contexto)
        contextos.append(contexto)
        return contexto.new_page()

    yield abrir
    for contexto in contextos:
        contexto.close()


@pytest.fixture
def entrar(nova_pagina: Callable[..., Page], live_server: Any) -> Callable[..., Page]:
    """Give a function ``(usuario, largura=1440, tema="light") -> Page`` that is signed in, without the sign-in form."""

    def abrir(usuario: Any, largura: int = LARGURA, tema: str = "light", **opcoes: Any) -> Page:
        cliente = Client()
        cliente.force_login(usuario)
        pagina = nova_pagina(largura, tema, **opcoes)
        cookie = cliente.cookies[settings.SESSION_COOKIE_NAME].value
        pagina.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return pagina

    return abrir
