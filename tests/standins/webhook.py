"""A strict stand-in of a system that receives webhooks, over real HTTP.

Written from Standard Webhooks 1.0 and ``docs/api.md``, not from the product's code. It refuses what a careful receiver
would: another method or content type, a missing header, a timestamp more than five minutes off, a signature that is not
HMAC-SHA256 of ``id.timestamp.body`` under its secret, a body that is no message, one id with two different bodies.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

TOLERANCIA = 300
ID = re.compile(r"msg_[0-9a-zA-Z]{20,}")


@dataclass
class Recebida:
    """A message that passed every check."""

    id: str
    tipo: str
    dados: dict[str, Any]
    corpo: bytes


@dataclass
class ReceptorWebhook:
    """The receiver. ``respostas``: statuses of the next answers, 204 after them; ``antes``: runs before each answer."""

    segredo: str = ""
    respostas: list[int] = field(default_factory=list)
    antes: Callable[[], None] = lambda: None
    recebidas: list[Recebida] = field(default_factory=list)
    recusas: list[str] = field(default_factory=list)
    cabecalhos: dict[str, str] = field(default_factory=dict)
    texto: bytes = b"recebido"
    gotas: bool = False
    pedidos: int = 0

    def __enter__(self) -> ReceptorWebhook:
        self.servidor = ThreadingHTTPServer(("127.0.0.1", 0), self._tratador())
        self.servidor.daemon_threads = True
        threading.Thread(target=self.servidor.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, tipo: type | None, erro: BaseException | None, rastro: TracebackType | None) -> None:
        self.servidor.shutdown()
        self.servidor.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.servidor.server_address[1]}/hubsoft?de=1"

    def tipos(self) -> list[str]:
        return [mensagem.tipo for mensagem in self.recebidas]

    def conferir(self, pedido: BaseHTTPRequestHandler, corpo: bytes) -> Recebida:
        """Return the message; raises ``ValueError`` that says what is wrong with it."""
        if pedido.path != "/hubsoft?de=1":
            raise ValueError(f"path {pedido.path}")
        if pedido.headers.get("Content-Type") != "application/json":
            raise ValueError("content type")
        ident, instante = pedido.headers.get("webhook-id", ""), pedido.headers.get("webhook-timestamp", "")
        if not ID.fullmatch(ident):
            raise ValueError(f"id {ident!r}")
        if not instante.isdigit() or abs(time.time() - int(instante)) > TOLERANCIA:
            raise ValueError(f"timestamp {instante!r}")
        chave = base64.b64decode(self.segredo.split("_", 1)[1])
        certa = base64.b64encode(hmac.digest(chave, f"{ident}.{instante}.".encode() + corpo, hashlib.sha256))
        if pedido.headers.get("webhook-signature", "").encode() != b"v1," + certa:
            raise ValueError("signature")
        mensagem = json.loads(corpo)
        if set(mensagem) != {"type", "timestamp", "data"} or not isinstance(mensagem["data"], dict):
            raise ValueError("not a message")
        if any(r.id == ident and r.corpo != corpo for r in self.recebidas):
            raise ValueError("one id, two bodies")
        return Recebida(ident, mensagem["type"], mensagem["data"], corpo)

    def _tratador(receptor) -> type[BaseHTTPRequestHandler]:
        class Tratador(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                receptor.pedidos += 1
                corpo = self.rfile.read(int(self.headers["Content-Length"]))
                receptor.antes()
                try:
                    receptor.recebidas.append(receptor.conferir(self, corpo))
                except ValueError as erro:
                    receptor.recusas.append(str(erro))
                    self.responder(401, str(erro).encode())
                    return
                self.responder(receptor.respostas.pop(0) if receptor.respostas else 204, receptor.texto)

            def responder(self, status: int, texto: bytes) -> None:
                self.send_response(status)
                for nome, valor in receptor.cabecalhos.items():
                    self.send_header(nome, valor)
                self.send_header("Content-Length", str(0 if status == 204 else len(texto)))
                self.end_headers()
                if status == 204:
                    return
                if receptor.gotas:
                    for letra in texto:
                        self.wfile.write(bytes([letra]))
                        time.sleep(0.2)
                else:
                    self.wfile.write(texto)

            def log_message(self, *_: Any) -> None:
                return

        return Tratador
