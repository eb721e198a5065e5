"""The connection test of a piece of equipment: two real questions, each with what its answer means."""

from __future__ import annotations

import errno
import socket
import time
from dataclasses import dataclass

from rede.coa.envio import ACK, NAK, Alvo, SessaoAlvo, enviar
from rede.models import EquipamentoConexao, SegredoRadius

ESPERA_SSH = 3  # seconds


@dataclass(frozen=True, slots=True)
class Teste:
    """One question: what was asked, whether the answer was good, what it says to do."""

    pergunta: str
    ok: bool
    resposta: str


def testar_equipamento(equipamento: EquipamentoConexao) -> list[Teste]:
    """Ask the access port for a TCP connection and, for a NAS, the incoming port for a Disconnect of nobody.

    The second one changes nothing (its session does not exist) and only a NAS with the same secret answers it.
    """
    testes = [_porta_de_acesso(equipamento)]
    if equipamento.radius:
        testes.append(_incoming(equipamento))
    return testes


def _porta_de_acesso(equipamento: EquipamentoConexao) -> Teste:
    pergunta = f"Conexão TCP em {equipamento.endereco}, porta {equipamento.porta}"
    inicio = time.monotonic()
    try:
        socket.create_connection((equipamento.endereco, equipamento.porta), ESPERA_SSH).close()
    except OSError as erro:
        return Teste(pergunta, False, _explicar(erro))
    return Teste(pergunta, True, f"Aceita em {(time.monotonic() - inicio) * 1000:.0f} ms.")


def _explicar(erro: OSError) -> str:
    """Return what a failed connection says to do."""
    if isinstance(erro, TimeoutError) or erro.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH):
        return "Sem resposta. Confira o IP, a rota e o firewall do equipamento."
    if isinstance(erro, ConnectionRefusedError):
        return "Recusada: nada escuta nesta porta. Confira a porta e se o serviço está ligado no equipamento."
    return f"Falhou ({erro.strerror or erro}). Confira o endereço do equipamento."


def _incoming(equipamento: EquipamentoConexao) -> Teste:
    pergunta = f"PoD de uma sessão inexistente em {equipamento.endereco}, porta incoming {equipamento.porta_incoming}"
    segredo = SegredoRadius.objects.filter(equipamento=equipamento).values_list("segredo", flat=True).first()
    if not segredo:
        return Teste(pergunta, False, "O equipamento não tem secret RADIUS. Edite-o e salve para gerar um.")
    resultado = enviar(
        "disconnect",
        Alvo(equipamento.endereco, equipamento.porta_incoming, segredo),
        SessaoAlvo("teste-de-conexao", "teste-de-conexao", "192.0.2.1"),
        {},
    )
    if resultado.tipo in (ACK, NAK):
        return Teste(pergunta, True, f"Respondeu em {resultado.milissegundos} ms: porta e secret conferem.")
    return Teste(pergunta, False, "Sem resposta. Ligue RADIUS › Incoming no equipamento e confira a porta e o secret.")
