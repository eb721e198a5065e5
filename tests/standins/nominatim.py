"""A strict stand-in of a Nominatim search server, over real HTTP.

It refuses what the real one would: other paths and methods (404, 405), no User-Agent or Python's own (403, usage
policy), a query that mixes ``q`` with structured fields or has none or an unknown one (400), a format it has not (400),
a wrong key (403), and more than one request at a time or within ``intervalo`` seconds (429).
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

CAMINHO = "/search"
ESTRUTURADOS = {"amenity", "street", "city", "county", "state", "country", "postalcode"}
OUTROS = {"format", "limit", "addressdetails", "accept-language", "countrycodes", "key"}


class Nominatim:
    """Knows the places of ``lugares``: (street, city) → (latitude, longitude, city of the answer)."""

    def __init__(self, intervalo: float = 0.0, chave: str = "segredo") -> None:
        self.intervalo, self.chave = intervalo, chave
        self.lugares: dict[tuple[str, str], tuple[str, str, str]] = {}
        self.pedidos: list[dict[str, str]] = []
        self.falhar_com = 0
        self._ultimo = 0.0
        self._trava = threading.Lock()
        dono = self

        class Pedido(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                estado, corpo = dono.responder(self.path, self.headers.get("User-Agent", ""))
                self.send_response(estado)
                if estado == 302:
                    self.send_header("Location", f"{dono.url}&q=desvio")
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.end_headers()
                self.wfile.write(corpo if isinstance(corpo, bytes) else json.dumps(corpo).encode())

            def log_message(self, *args: object) -> None:
                return

        self._servidor = ThreadingHTTPServer(("127.0.0.1", 0), Pedido)

    @property
    def url(self) -> str:
        """The address to configure, with the key."""
        return f"http://127.0.0.1:{self._servidor.server_port}{CAMINHO}?key={self.chave}"

    def responder(self, caminho: str, quem: str) -> tuple[int, object]:
        """Return status and body."""
        partes = urlsplit(caminho)
        if partes.path != CAMINHO:
            return 404, {"error": "not found"}
        if not quem or quem.startswith("Python-urllib"):
            return 403, {"error": "identify yourself"}
        lidos = parse_qs(partes.query, keep_blank_values=True)
        campos = {nome: valores[0] for nome, valores in lidos.items()}
        if any(len(valores) > 1 for valores in lidos.values()) or set(campos) - ESTRUTURADOS - OUTROS - {"q"}:
            return 400, {"error": "unknown or repeated parameter"}
        if ("q" in campos) == bool(ESTRUTURADOS & set(campos)):
            return 400, {"error": "structured query parameters cannot be used together with 'q' parameter"}
        if campos.get("format", "json") not in ("json", "jsonv2"):
            return 400, {"error": "format"}
        if campos.get("key") != self.chave:
            return 403, {"error": "key"}
        if self.falhar_com:
            return self.falhar_com, {"error": "as told"}
        with self._trava:
            antes, self._ultimo = self._ultimo, time.monotonic()
        if antes and self._ultimo - antes < self.intervalo:
            return 429, {"error": "too many requests"}
        self.pedidos.append(campos)
        achado = self.lugares.get((campos.get("street", ""), campos.get("city", "")))
        if achado is None:
            return 200, []
        latitude, longitude, cidade = achado
        return 200, [{"lat": latitude, "lon": longitude, "address": {"road": campos["street"], "city": cidade}}]

    def __enter__(self) -> Nominatim:
        threading.Thread(target=self._servidor.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(
        self, tipo: type[BaseException] | None, erro: BaseException | None, rastro: TracebackType | None
    ) -> None:
        self._servidor.shutdown()
        self._servidor.server_close()
