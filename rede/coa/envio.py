"""Sending CoA and Disconnect to a NAS and reading what it answers (RFC 5176)."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyrad import packet

from rede.nas import ATRIBUTOS_INTEIROS
from rede.radius.estado import dicionario

ESPERA = 1.5  # seconds for an answer; RouterOS itself waits 1.1 s for RADIUS
ENVIOS = 2  # how often a command is sent before its NAS counts as silent
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


@dataclass(frozen=True, slots=True)
class Pedido:
    """A "coa" or a "disconnect" for one session; ``atributos`` as text, by name."""

    tipo: str
    sessao: SessaoAlvo
    atributos: Mapping[str, str]


def enviar(tipo: str, alvo: Alvo, sessao: SessaoAlvo, atributos: Mapping[str, str]) -> Resultado:
    """Send one command and wait for the answer; network errors count as silence."""
    return enviar_lote(alvo, [Pedido(tipo, sessao, atributos)])[0]


def enviar_lote(alvo: Alvo, pedidos: Sequence[Pedido]) -> list[Resultado]:
    """Send up to 256 commands to one NAS at once and wait for their answers; return the results in the same order.

    What is not answered is sent again, a few times. Network errors count as silence.
    """
    inicio = time.monotonic()
    prontos = [_montar(numero, alvo, pedido) for numero, pedido in enumerate(pedidos)]
    respostas: dict[int, packet.Packet] = {}
    motivo = "Sem resposta."
    familia = socket.AF_INET6 if ":" in alvo.endereco else socket.AF_INET
    try:
        with socket.socket(familia, socket.SOCK_DGRAM) as soquete:
            soquete.connect((alvo.endereco, alvo.porta))
            for _ in range(ENVIOS):
                for numero, (_, dados) in enumerate(prontos):
                    if numero not in respostas:
                        soquete.send(dados)
                _receber(soquete, prontos, respostas)
                if len(respostas) == len(prontos):
                    break
    except OSError as erro:
        motivo = f"Rede: {erro.strerror or erro}"
    return [
        _ler(respostas[numero], inicio) if numero in respostas else _resultado(SILENCIO, None, motivo, inicio)
        for numero in range(len(prontos))
    ]


def _montar(numero: int, alvo: Alvo, pedido: Pedido) -> tuple[packet.CoAPacket, bytes]:
    pacote = packet.CoAPacket(
        code=_CODIGOS[pedido.tipo],
        id=numero,
        secret=alvo.segredo.encode(),
        dict=dicionario(),
        message_authenticator=True,
    )
    pacote["User-Name"] = pedido.sessao.login
    pacote["Acct-Session-Id"] = pedido.sessao.acct_session_id
    pacote["Event-Timestamp"] = int(time.time())
    if pedido.sessao.framed_ip:
        pacote["Framed-IP-Address"] = pedido.sessao.framed_ip
    for nome, valor in pedido.atributos.items():
        pacote[nome] = int(valor) if nome in ATRIBUTOS_INTEIROS else valor
    return pacote, pacote.RequestPacket()


def _receber(
    soquete: socket.socket, prontos: Sequence[tuple[packet.CoAPacket, bytes]], respostas: dict[int, packet.Packet]
) -> None:
    """Take answers until all are there or none comes for a while; what is not signed with the secret is ignored."""
    limite = time.monotonic() + ESPERA
    while len(respostas) < len(prontos) and (resta := limite - time.monotonic()) > 0:
        soquete.settimeout(resta)
        try:
            dados = soquete.recv(4096)
        except TimeoutError:
            return
        if len(dados) < 20 or dados[1] >= len(prontos):
            continue
        pedido = prontos[dados[1]][0]
        try:
            resposta = pedido.CreateReply(packet=dados)
            if pedido.VerifyReply(resposta, dados):
                respostas[dados[1]] = resposta
                limite = time.monotonic() + ESPERA
        except packet.PacketError:
            continue


def _ler(resposta: packet.Packet, inicio: float) -> Resultado:
    mensagem = " ".join(resposta["Reply-Message"]) if "Reply-Message" in resposta else ""
    if resposta.code in (packet.CoAACK, packet.DisconnectACK):
        return _resultado(ACK, None, mensagem, inicio)
    codigo = resposta["Error-Cause"][0] if "Error-Cause" in resposta else None
    return _resultado(NAK, codigo, mensagem, inicio)


def _resultado(tipo: str, codigo: int | None, mensagem: str, inicio: float) -> Resultado:
    return Resultado(tipo, codigo, mensagem[:300], int((time.monotonic() - inicio) * 1000))
