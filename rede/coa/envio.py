"""Sending one CoA or Disconnect to a NAS and reading what it answers (RFC 5176)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from pyrad import packet
from pyrad.client import Client, Timeout

from rede.nas import ATRIBUTOS_INTEIROS
from rede.radius.estado import dicionario

ESPERA = 1.5  # seconds for an answer; RouterOS itself waits 1.1 s for RADIUS
REPETICOES = 2
ACK, NAK, SILENCIO = "ack", "nak", "silencio"
_CODIGOS = {"coa": packet.CoARequest, "disconnect": packet.DisconnectRequest}


@dataclass(frozen=True, slots=True)
class Alvo:
    """Where a command goes: address of the NAS, its incoming port and its RADIUS secret."""

    endereco: str
    porta: int
    segredo: str


@dataclass(frozen=True, slots=True)
class SessaoAlvo:
    """What names the session; RouterOS wants all three."""

    login: str
    acct_session_id: str
    framed_ip: str | None


@dataclass(frozen=True, slots=True)
class Resultado:
    """What came back: ``ack``, ``nak`` (perhaps with an Error-Cause) or ``silencio``, and after how long."""

    tipo: str
    error_cause: int | None
    mensagem: str
    milissegundos: int


def enviar(tipo: str, alvo: Alvo, sessao: SessaoAlvo, atributos: Mapping[str, str]) -> Resultado:
    """Send a "coa" or a "disconnect" and wait for the answer; network errors count as silence."""
    cliente = Client(
        server=alvo.endereco,
        coaport=alvo.porta,
        secret=alvo.segredo.encode(),
        dict=dicionario(),
        retries=REPETICOES,
        timeout=ESPERA,
    )
    inicio = time.monotonic()
    try:
        pedido = cliente.CreateCoAPacket(code=_CODIGOS[tipo], message_authenticator=True)
        pedido["User-Name"] = sessao.login
        pedido["Acct-Session-Id"] = sessao.acct_session_id
        pedido["Event-Timestamp"] = int(time.time())
        if sessao.framed_ip:
            pedido["Framed-IP-Address"] = sessao.framed_ip
        for nome, valor in atributos.items():
            pedido[nome] = int(valor) if nome in ATRIBUTOS_INTEIROS else valor
        resposta = cliente.SendPacket(pedido)
    except Timeout:
        return _resultado(SILENCIO, None, "Sem resposta.", inicio)
    except OSError as erro:
        return _resultado(SILENCIO, None, f"Rede: {erro.strerror or erro}", inicio)
    finally:
        cliente._CloseSocket()
    mensagem = " ".join(resposta["Reply-Message"]) if "Reply-Message" in resposta else ""
    if resposta.code in (packet.CoAACK, packet.DisconnectACK):
        return _resultado(ACK, None, mensagem, inicio)
    codigo = resposta["Error-Cause"][0] if "Error-Cause" in resposta else None
    return _resultado(NAK, codigo, mensagem, inicio)


def _resultado(tipo: str, codigo: int | None, mensagem: str, inicio: float) -> Resultado:
    return Resultado(tipo, codigo, mensagem[:300], int((time.monotonic() - inicio) * 1000))
