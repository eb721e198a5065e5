"""A strict stand-in of a MikroTik concentrador's incoming port (RFC 5176, RouterOS facts), over real UDP.

It is written from the RFC, without the product's RADIUS library, and refuses what a RouterOS would: a wrong secret or
Message-Authenticator (silence), a packet without the attributes that name the session (NAK 402), an unknown session
(503), an attribute that cannot change with the session open (401), a malformed rate (407).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType

DISCONNECT_REQUEST, DISCONNECT_ACK, DISCONNECT_NAK = 40, 41, 42
COA_REQUEST, COA_ACK, COA_NAK = 43, 44, 45
USER_NAME, FRAMED_IP, VENDOR, ACCT_SESSION_ID, EVENT_TIMESTAMP, MESSAGE_AUTHENTICATOR, ERROR_CAUSE = (
    1, 8, 26, 44, 55, 80, 101,
)  # fmt: skip
MIKROTIK, RATE_LIMIT = 14988, 8
TOLERANCIA = 300  # seconds of clock difference (RFC 5176 section 6.3)
_PAR = r"\d+[kM]?/\d+[kM]?"
TAXA = re.compile(rf"^{_PAR}( {_PAR} {_PAR} \d+/\d+)?$")


@dataclass
class SessaoPppoe:
    """A session that the NAS has open."""

    login: str
    acct_session_id: str
    ip: str
    taxa: str = ""


@dataclass
class Pedido:
    """A request that was accepted as authentic."""

    codigo: int
    atributos: dict[int, bytes]
    taxa: str | None


@dataclass
class NasDeMentira:
    """The NAS at ``endereco``; ``mudo`` swallows everything.

    ``recusar`` and ``recusar_disconnect`` answer that Error-Cause (0: none) to every CoA and Disconnect of a session
    that is there.
    """

    endereco: str
    segredo: str
    sessoes: dict[str, SessaoPppoe] = field(default_factory=dict)
    mudo: bool = False
    recusar: int | None = None
    recusar_disconnect: int | None = None
    ao_derrubar: Callable[[SessaoPppoe], None] | None = None
    pedidos: list[Pedido] = field(default_factory=list)
    descartados: list[str] = field(default_factory=list)
    chegaram: int = 0

    def __post_init__(self) -> None:
        self._soquete = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._soquete.bind((self.endereco, 0))
        self._soquete.settimeout(0.1)
        self._fim = threading.Event()
        self._linha = threading.Thread(target=self._servir, daemon=True)

    @property
    def porta(self) -> int:
        """The UDP port it listens on."""
        return int(self._soquete.getsockname()[1])

    def __enter__(self) -> NasDeMentira:
        self._linha.start()
        return self

    def __exit__(
        self, tipo: type[BaseException] | None, erro: BaseException | None, rastro: TracebackType | None
    ) -> None:
        self._fim.set()
        self._linha.join()
        self._soquete.close()

    def abrir(self, login: str, acct_session_id: str, ip: str, taxa: str = "") -> SessaoPppoe:
        """Open a session."""
        self.sessoes[acct_session_id] = SessaoPppoe(login, acct_session_id, ip, taxa)
        return self.sessoes[acct_session_id]

    def _servir(self) -> None:
        while not self._fim.is_set():
            try:
                dados, de = self._soquete.recvfrom(4096)
            except TimeoutError:
                continue
            self.chegaram += 1
            if not self.mudo:
                resposta = self._atender(dados)
                if resposta is not None:
                    self._soquete.sendto(resposta, de)

    def _descartar(self, motivo: str) -> None:
        self.descartados.append(motivo)

    def _atender(self, dados: bytes) -> bytes | None:
        segredo = self.segredo.encode()
        codigo, identificador, tamanho = struct.unpack("!BBH", dados[:4])
        if tamanho != len(dados):
            return self._descartar("tamanho errado")
        if hashlib.md5(dados[:4] + bytes(16) + dados[20:] + segredo).digest() != dados[4:20]:
            return self._descartar("Request Authenticator errado: o segredo é outro")
        atributos, posicao_ma = self._ler(dados)
        if posicao_ma is None:
            return self._descartar("sem Message-Authenticator")
        zerado = dados[:4] + bytes(16) + dados[20:posicao_ma] + bytes(16) + dados[posicao_ma + 16 :]
        if hmac.new(segredo, zerado, hashlib.md5).digest() != atributos[MESSAGE_AUTHENTICATOR]:
            return self._descartar("Message-Authenticator errado")
        if EVENT_TIMESTAMP not in atributos:
            return self._descartar("sem Event-Timestamp")
        if abs(struct.unpack("!I", atributos[EVENT_TIMESTAMP])[0] - time.time()) > TOLERANCIA:
            return self._descartar("Event-Timestamp fora da tolerância")
        taxa, estranhos = self._do_fabricante(dados)
        self.pedidos.append(Pedido(codigo, atributos, taxa))
        causa = self._executar(codigo, atributos, taxa, estranhos)
        aceito = DISCONNECT_ACK if codigo == DISCONNECT_REQUEST else COA_ACK
        return self._responder(aceito if causa is None else aceito + 1, identificador, dados[4:20], causa)

    def _ler(self, dados: bytes) -> tuple[dict[int, bytes], int | None]:
        """Return the attributes by number and where the Message-Authenticator's value begins."""
        atributos: dict[int, bytes] = {}
        posicao, ma = 20, None
        while posicao < len(dados):
            numero, tamanho = dados[posicao], dados[posicao + 1]
            if numero == MESSAGE_AUTHENTICATOR:
                ma = posicao + 2
            atributos[numero] = dados[posicao + 2 : posicao + tamanho]
            posicao += tamanho
        return atributos, ma

    def _do_fabricante(self, dados: bytes) -> tuple[str | None, bool]:
        """Return the rate limit, and whether there is a vendor attribute that a CoA cannot change."""
        posicao, taxa, estranho = 20, None, False
        while posicao < len(dados):
            numero, tamanho = dados[posicao], dados[posicao + 1]
            if numero == VENDOR:
                fabricante = struct.unpack("!I", dados[posicao + 2 : posicao + 6])[0]
                sub, tamanho_sub = dados[posicao + 6], dados[posicao + 7]
                if (fabricante, sub) == (MIKROTIK, RATE_LIMIT):
                    taxa = dados[posicao + 8 : posicao + 6 + tamanho_sub].decode()
                else:
                    estranho = True
            posicao += tamanho
        return taxa, estranho

    def _executar(self, codigo: int, atributos: dict[int, bytes], taxa: str | None, estranho: bool) -> int | None:
        """Do it; return the Error-Cause of a refusal."""
        if codigo not in (DISCONNECT_REQUEST, COA_REQUEST):
            return 405
        if not {USER_NAME, ACCT_SESSION_ID} <= atributos.keys():
            return 402
        sessao = self.sessoes.get(atributos[ACCT_SESSION_ID].decode())
        if sessao is None or sessao.login != atributos[USER_NAME].decode():
            return 503
        if FRAMED_IP not in atributos:
            return 402
        if socket.inet_ntoa(atributos[FRAMED_IP]) != sessao.ip:
            return 503
        if codigo == DISCONNECT_REQUEST and self.recusar_disconnect is not None:
            return self.recusar_disconnect
        if codigo == DISCONNECT_REQUEST:
            del self.sessoes[sessao.acct_session_id]
            if self.ao_derrubar is not None:
                self.ao_derrubar(sessao)
            return None
        if self.recusar is not None:
            return self.recusar
        if estranho or taxa is None:
            return 401
        if not TAXA.match(taxa):
            return 407
        sessao.taxa = taxa
        return None

    def _responder(self, codigo: int, identificador: int, autenticador: bytes, causa: int | None) -> bytes:
        corpo = b"" if not causa else struct.pack("!BBI", ERROR_CAUSE, 6, causa)
        cabecalho = struct.pack("!BBH", codigo, identificador, 20 + len(corpo))
        return cabecalho + hashlib.md5(cabecalho + autenticador + corpo + self.segredo.encode()).digest() + corpo
