"""One message to one address, over the network: pinned to an address that was checked, bounded in time and size.

The name is resolved once, every address it has is checked, and the connection goes to one of those, so that a name
that answers differently the second time (DNS rebinding) gains nothing. Redirects are not followed.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from api.regras.destino import DestinoProibido, Rede, conferir_url, permitido

SEGUNDOS = 10.0
MAIOR_RESPOSTA = 2000
AGENTE = "Hubsoft-Webhook/1"


class Resposta(NamedTuple):
    """What came back. ``status`` ``None``: nothing did, ``erro`` says why in Portuguese."""

    status: int | None
    texto: str
    erro: str
    milissegundos: int


class _Conexao(http.client.HTTPConnection):
    """A connection to an address that was checked, in the name of the host."""

    def __init__(self, ip: str, porta: int, host: str, contexto: ssl.SSLContext | None) -> None:
        super().__init__(host, porta, timeout=SEGUNDOS)
        self.ip, self.contexto = ip, contexto

    def connect(self) -> None:
        """Connect to the address, and speak TLS in the name of the host."""
        self.sock = socket.create_connection((self.ip, self.port), SEGUNDOS)
        if self.contexto is not None:
            self.sock = self.contexto.wrap_socket(self.sock, server_hostname=self.host)


def enviar(url: str, corpo: bytes, cabecalhos: Mapping[str, str], redes: Sequence[Rede] = ()) -> Resposta:
    """Post ``corpo`` (JSON) to an address and return what it answered; never raises for what the far end does.

    ``redes``: private networks that may be reached all the same.
    """
    inicio = time.monotonic()

    def resposta(status: int | None, texto: str = "", erro: str = "") -> Resposta:
        return Resposta(status, texto, erro, int((time.monotonic() - inicio) * 1000))

    try:
        esquema, host, porta, caminho = conferir_url(url, redes)
        ip = resolver(host, porta, redes)
    except DestinoProibido as erro:
        return resposta(None, erro=str(erro))
    except (OSError, UnicodeError):
        return resposta(None, erro=f"O nome {host} não foi encontrado. Confira o endereço.")
    contexto = ssl.create_default_context() if esquema == "https" else None
    conexao = _Conexao(ip, porta, host, contexto)
    # A receiver that sends a byte now and then would hold a worker for ever: each read alone is in time.
    acabou = threading.Event()
    relogio = threading.Timer(SEGUNDOS, _cortar, (conexao, acabou))
    relogio.daemon = True
    relogio.start()
    try:
        todos = {**cabecalhos, "Content-Type": "application/json", "User-Agent": AGENTE, "Connection": "close"}
        conexao.request("POST", caminho, corpo, todos)
        recebida = conexao.getresponse()
        texto = recebida.read(MAIOR_RESPOSTA).decode("utf-8", "replace").replace("\x00", "�")
        return resposta(recebida.status, texto, "" if recebida.status < 300 else explicar_status(recebida.status))
    except (OSError, http.client.HTTPException, ValueError) as erro:
        return resposta(None, erro=DEMOROU if acabou.is_set() else explicar(erro))
    finally:
        relogio.cancel()
        conexao.close()


DEMOROU = f"O sistema não respondeu em {SEGUNDOS:.0f} segundos."


def _cortar(conexao: _Conexao, acabou: threading.Event) -> None:
    acabou.set()
    if conexao.sock is not None:
        try:
            conexao.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def resolver(host: str, porta: int, redes: Sequence[Rede]) -> str:
    """Return an address of the name; raises :class:`DestinoProibido` when any of its addresses is forbidden."""
    achados = [str(item[4][0]) for item in socket.getaddrinfo(host, porta, type=socket.SOCK_STREAM)]
    for ip in achados:
        if not permitido(ip, redes):
            raise DestinoProibido(f"{host} leva a {ip}, um endereço interno, para onde avisos não são enviados.")
    return achados[0]


def explicar(erro: Exception) -> str:
    """Return in Portuguese why there was no answer."""
    if isinstance(erro, ssl.SSLCertVerificationError):
        return "O certificado do sistema não é válido. Confira se ele venceu ou é de outro nome."
    if isinstance(erro, ssl.SSLError):
        return "A conexão segura (TLS) com o sistema falhou."
    if isinstance(erro, TimeoutError):
        return DEMOROU
    if isinstance(erro, ConnectionRefusedError):
        return "O sistema recusou a conexão. Confira se ele está no ar e a porta."
    return "A conexão caiu antes da resposta." if isinstance(erro, OSError) else "A resposta não é HTTP válido."


def explicar_status(status: int) -> str:
    """Return in Portuguese what a status other than success means here."""
    if 300 <= status < 400:
        return f"O sistema respondeu {status} (redirecionamento), que não é seguido. Informe o endereço final."
    return f"O sistema respondeu {status}."
