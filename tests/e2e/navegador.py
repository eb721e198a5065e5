"""What browser tests share: a watched page, screenshots, the things people do on every screen."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, expect

CHROMIUM = os.environ.get("HUBSOFT_CHROMIUM", "/usr/bin/chromium")
ARGUMENTOS = [
    "--no-sandbox",
    "--lang=pt-BR",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LARGURA, TELEFONE = 1440, 390


class Vigia:
    """Collects what a page must never show: script errors, CSP violations, answers of 500 and above."""

    def __init__(self) -> None:
        self.problemas: list[str] = []

    def vigiar(self, contexto: BrowserContext) -> None:
        """Watch every page of the browser context."""
        contexto.on("console", self._console)
        contexto.on("weberror", lambda erro: self.problemas.append(f"script: {erro.error}"))
        contexto.on("response", self._resposta)

    def _console(self, mensagem: ConsoleMessage) -> None:
        # Answers of 4xx are part of the product (422 of a form); those of 5xx are seen in _resposta.
        # A request cut by leaving the page is no error either.
        pedido = ("Failed to load resource", "Response Status", "htmx:send", "htmx:afterRequest", "htmx:responseError")
        if mensagem.type == "error" and not mensagem.text.startswith(pedido):
            self.problemas.append(f"console: {mensagem.text}")

    def _resposta(self, resposta: Response) -> None:
        if resposta.status >= 500 or (resposta.status == 404 and "/static/" in resposta.url):
            self.problemas.append(f"{resposta.status} {resposta.request.method} {resposta.url}")


def foto(pagina: Page, nome: str, *, inteira: bool = True) -> None:
    """Save a screenshot as ``$HUBSOFT_CAPTURAS/<nome>-<width>.png``; does nothing without that variable."""
    pasta = os.environ.get("HUBSOFT_CAPTURAS")
    if not pasta:
        return
    Path(pasta).mkdir(parents=True, exist_ok=True)
    largura = pagina.viewport_size["width"] if pagina.viewport_size else 0
    pagina.screenshot(path=Path(pasta) / f"{nome}-{largura}.png", full_page=inteira)


def esperar_htmx(pagina: Page) -> None:
    """Wait until HTMX has no request under way and nothing left to swap or settle."""
    pagina.wait_for_function(
        "() => window.htmx && !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"
    )


def ver_aviso(pagina: Page, texto: str) -> None:
    """Check that a toast with the text is shown."""
    expect(pagina.locator("#avisos .toast.show", has_text=texto).first).to_be_visible()


def sem_rolagem_lateral(pagina: Page) -> None:
    """Check that the page fits the width of the screen."""
    sobra = pagina.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sobra <= 0, f"a página passa {sobra}px da largura da tela em {pagina.url}"


def escolher(pagina: Page, rotulo: str, texto: str, *, digitar: str | None = None) -> None:
    """Choose an option of a Tom Select picker (``js-select``, ``js-remoto``) by its label, typing to find it."""
    # The picker's own input: until the page's script has run the label still names the bare select behind it.
    campo = pagina.get_by_label(re.compile(rf"^\s*{re.escape(rotulo)}")).and_(pagina.locator("input")).first
    campo.click()
    campo.press_sequentially(digitar if digitar is not None else texto)
    pagina.locator(".ts-dropdown:visible .option", has_text=texto).first.click()
