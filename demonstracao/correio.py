"""The mail server of the demonstration: takes what the product sends, delivers nothing and says to whom it went.

``python -m demonstracao.correio`` listens on a free port of this machine and writes it into the provider's sender, so
that the notices of a suspension leave as they would in a company.
"""

from __future__ import annotations

import logging
import signal
import socket
import threading
from typing import Any

import django
from aiosmtpd.controller import Controller

log = logging.getLogger(__name__)


class Gaveta:
    """Accepts every message."""

    async def handle_DATA(self, servidor: Any, sessao: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        """Note the addresses in the log."""
        log.info("Mensagem de %s para %s", envelope.mail_from, ", ".join(envelope.rcpt_tos))
        return "250 Aceita; a demonstração não entrega mensagens"


def main() -> None:
    """Serve until SIGTERM."""
    django.setup()
    from configuracao.models import RemetenteEmail

    fim = threading.Event()
    for sinal in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sinal, lambda *_: fim.set())
    with socket.create_server(("127.0.0.1", 0)) as livre:
        porta = livre.getsockname()[1]
    controlador = Controller(Gaveta(), hostname="127.0.0.1", port=porta)
    controlador.start()
    # One that somebody pointed at a real server is theirs.
    RemetenteEmail.objects.filter(servidor="127.0.0.1").update(porta=porta, pausado_ate=None, falhas_seguidas=0)
    log.info("Correio da demonstração na porta %s", porta)
    fim.wait()
    controlador.stop()


if __name__ == "__main__":
    main()
