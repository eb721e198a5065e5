"""The equipment of the demonstration: stands in for its routers, so that "online now" lives and commands are obeyed.

``python -m demonstracao.concentrador`` speaks real RADIUS with the demonstration's FreeRADIUS from one loopback address
an equipment: it keeps the open sessions alive, dials for subscribers who should be online, and obeys Disconnect (the
subscriber dials again and gets what the product now gives) and CoA. The subscriber whose login is printed for people to
try is left alone.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import logging
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
from pyrad import packet
from pyrad.dictionary import Dictionary

PREFIXO = "demo-"  # of the Acct-Session-Id of its sessions
PORTA_COA = 3799
INTERIM = 240  # seconds between two interims of a session
RONDA = 20  # seconds between two looks at who should be online
DISCAGENS_POR_RONDA = 400
PAUSA = 120  # seconds before a refused subscriber is dialled for again
RESPOSTA = 3  # seconds to wait for FreeRADIUS
ENVIO_POR_HORA, RECEBIDO_POR_HORA = 40_000_000, 700_000_000
SESSAO_DESCONHECIDA = 503  # Error-Cause Session-Context-Not-Found
POOL_PADRAO, POOL_SUSPENSO = ipaddress.IPv4Address("100.64.0.0"), ipaddress.IPv4Address("10.99.0.0")

log = logging.getLogger(__name__)
dicionario = Dictionary(str(Path(__file__).with_name("dicionario")))


@dataclass(slots=True)
class Sessao:
    """An open session as its concentrador knows it; ``proximo``: monotonic time of the next interim."""

    login: str
    senha: str
    acesso_id: int
    acct_session_id: str
    ip: str
    mac: str
    inicio: float
    proximo: float


def sorte(login: str) -> float:
    """Return the number from 0 to 1 that ``provedor/rede.sql`` derives from a login."""
    return (int(hashlib.md5(login.encode(), usedforsecurity=False).hexdigest()[:8], 16) & 0x7FFFFFFF) / 0x80000000


def mac_do(login: str) -> str:
    """Return the MAC of a subscriber's router when the product does not fix one."""
    resumo = hashlib.md5(login.encode(), usedforsecurity=False).hexdigest().upper()
    return ":".join(("02", "1B", resumo[0:2], resumo[2:4], resumo[4:6], resumo[6:8]))


class Radius(asyncio.DatagramProtocol):
    """The client side: one request waits for its answer by its identifier."""

    def __init__(self) -> None:
        self.transporte: Any = None
        self.esperas: dict[int, asyncio.Future[bytes]] = {}
        self.proximo_id = secrets.randbelow(256)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket."""
        self.transporte = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Hand an answer to whoever waits for it."""
        espera = self.esperas.pop(data[1], None) if len(data) >= 20 else None
        if espera is not None and not espera.done():
            espera.set_result(data)

    async def pedir(self, pedido: packet.Packet, porta: int) -> packet.Packet | None:
        """Send a request to FreeRADIUS; return its answer, ``None`` when there is none."""
        while self.proximo_id in self.esperas:
            await asyncio.sleep(0.01)
        pedido.id, self.proximo_id = self.proximo_id, (self.proximo_id + 1) % 256
        espera = self.esperas[pedido.id] = asyncio.get_running_loop().create_future()
        self.transporte.sendto(pedido.RequestPacket(), ("127.0.0.1", porta))
        try:
            return pedido.CreateReply(packet=await asyncio.wait_for(espera, RESPOSTA))
        except TimeoutError:
            self.esperas.pop(pedido.id, None)
            return None


@dataclass
class Concentrador(asyncio.DatagramProtocol):
    """One equipment: its sessions by Acct-Session-Id, its RADIUS client, its incoming port."""

    endereco: str
    segredo: bytes
    portas: tuple[int, int]
    radius: Radius = field(default_factory=Radius)
    sessoes: dict[str, Sessao] = field(default_factory=dict)
    tarefas: set[asyncio.Task[None]] = field(default_factory=set)
    recusados: dict[str, float] = field(default_factory=dict)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the incoming socket."""
        self.entrada: Any = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Obey a Disconnect or a CoA of the product; what is not signed with the secret gets no answer."""
        try:
            pedido = packet.CoAPacket(secret=self.segredo, dict=dicionario, packet=data)
            if not pedido.VerifyCoARequest():
                return
            resposta = self._obedecer(pedido)
        except (packet.PacketError, KeyError, ValueError, IndexError) as erro:
            log.warning("pacote de %s ignorado: %s", addr, erro)
            return
        self.entrada.sendto(resposta.ReplyPacket(), addr)

    def _obedecer(self, pedido: packet.CoAPacket) -> packet.Packet:
        desconectar = pedido.code == packet.DisconnectRequest
        chave = pedido["Acct-Session-Id"][0] if "Acct-Session-Id" in pedido else ""
        sessao = self.sessoes.get(chave)
        resposta = pedido.CreateReply()
        if sessao is None:
            resposta.code = packet.DisconnectNAK if desconectar else packet.CoANAK
            resposta["Error-Cause"] = SESSAO_DESCONHECIDA
            return resposta
        resposta.code = packet.DisconnectACK if desconectar else packet.CoAACK
        if desconectar:
            del self.sessoes[chave]
            self._lancar(self._cair(sessao))
        return resposta

    def _lancar(self, tarefa: Any) -> None:
        viva = asyncio.get_running_loop().create_task(tarefa)
        self.tarefas.add(viva)
        viva.add_done_callback(self.tarefas.discard)

    async def _cair(self, sessao: Sessao) -> None:
        await self._contabilizar(sessao, "Stop")
        await asyncio.sleep(2)
        await self.discar(sessao.acesso_id, sessao.login, sessao.senha, sessao.mac)

    async def discar(self, acesso_id: int, login: str, senha: str, mac: str) -> None:
        """Authenticate as the subscriber's router does, and open the session when accepted."""
        pedido = packet.AuthPacket(code=packet.AccessRequest, secret=self.segredo, dict=dicionario)
        pedido.add_message_authenticator()
        pedido["User-Name"] = login
        pedido["User-Password"] = pedido.PwCrypt(senha)
        pedido["NAS-IP-Address"] = self.endereco
        pedido["Calling-Station-Id"] = mac
        resposta = await self.radius.pedir(pedido, self.portas[0])
        if resposta is None or resposta.code != packet.AccessAccept:
            self.recusados[login] = time.monotonic() + PAUSA
            return
        ip = resposta["Framed-IP-Address"][0] if "Framed-IP-Address" in resposta else None
        if ip is None:
            ip = str((POOL_SUSPENSO if "Framed-Pool" in resposta else POOL_PADRAO) + acesso_id % 65536)
        agora = time.monotonic()
        chave = f"{PREFIXO}{secrets.token_hex(5)}"
        sessao = Sessao(login, senha, acesso_id, chave, ip, mac, time.time(), agora + INTERIM)
        self.sessoes[chave] = sessao
        await self._contabilizar(sessao, "Start")

    async def _contabilizar(self, sessao: Sessao, tipo: str) -> None:
        segundos = int(time.time() - sessao.inicio)
        pedido = packet.AcctPacket(secret=self.segredo, dict=dicionario)
        pedido["Acct-Status-Type"] = tipo
        pedido["User-Name"] = sessao.login
        pedido["NAS-IP-Address"] = self.endereco
        pedido["Acct-Session-Id"] = sessao.acct_session_id
        pedido["Framed-IP-Address"] = sessao.ip
        pedido["Calling-Station-Id"] = sessao.mac
        pedido["Acct-Session-Time"] = segundos
        for nome, por_hora in (("Input", ENVIO_POR_HORA), ("Output", RECEBIDO_POR_HORA)):
            gigas, octetos = divmod(segundos * por_hora // 3600, 2**32)
            pedido[f"Acct-{nome}-Octets"], pedido[f"Acct-{nome}-Gigawords"] = octetos, gigas
        if tipo == "Stop":
            pedido["Acct-Terminate-Cause"] = "Admin-Reset"
        await self.radius.pedir(pedido, self.portas[1])

    async def manter(self) -> None:
        """Send the interims that are due, for ever."""
        while True:
            agora = time.monotonic()
            for sessao in [s for s in self.sessoes.values() if s.proximo <= agora]:
                sessao.proximo = agora + INTERIM
                await self._contabilizar(sessao, "Interim-Update")
            await asyncio.sleep(1)


def carregar(portas: tuple[int, int]) -> dict[int, Concentrador]:
    """Return the demonstration's equipment (those on the loopback) by id, with the sessions the database has open."""
    from rede.models import EquipamentoConexao
    from rede.models import Sessao as Aberta

    todos = {}
    for equipamento in EquipamentoConexao.objects.select_related("segredo_radius").filter(ipv4__startswith="127."):
        segredo = equipamento.segredo_radius.segredo.encode()
        todos[equipamento.pk] = Concentrador(str(equipamento.ipv4), segredo, portas)
    abertas = Aberta.objects.filter(acct_session_id__startswith=PREFIXO, acesso__isnull=False)
    agora = time.monotonic()
    for ordem, aberta in enumerate(abertas.select_related("acesso__segredo")):
        if aberta.equipamento_id in todos and aberta.acesso is not None:
            todos[aberta.equipamento_id].sessoes[aberta.acct_session_id] = Sessao(
                aberta.login,
                aberta.acesso.segredo.senha,
                aberta.acesso.pk,
                aberta.acct_session_id,
                str(aberta.framed_ip),
                aberta.mac or mac_do(aberta.login),
                aberta.inicio.timestamp(),
                # At once after a pause, spread over two minutes so that they stay spread.
                agora + ordem % 120,
            )
    return todos


def ausentes(todos: dict[int, Concentrador]) -> list[tuple[int, int, str, str, str]]:
    """Return (equipment, acesso, login, password, MAC) of those who should be online and are not."""
    from clientes.estados import COBRAVEIS, SUSPENSOS
    from demonstracao.logins import ASSINANTE
    from rede.models import Acesso

    conectados = {sessao.login for c in todos.values() for sessao in c.sessoes.values()}
    acessos = Acesso.objects.filter(servico__status__in=(*COBRAVEIS, *SUSPENSOS), equipamento__in=list(todos)).exclude(
        login=ASSINANTE
    )
    return [
        (a.equipamento_id, a.pk, a.login, a.segredo.senha, a.mac or mac_do(a.login))
        for a in acessos.select_related("segredo", "servico").only(
            "login", "mac", "equipamento", "segredo__senha", "servico__status"
        )
        if a.equipamento_id is not None
        and a.login not in conectados
        and todos[a.equipamento_id].recusados.get(a.login, 0) <= time.monotonic()
        and sorte(a.login) < (0.8 if a.servico.status in COBRAVEIS else 0.35)
    ][:DISCAGENS_POR_RONDA]


def gravar_porta(equipamento_id: int, porta: int) -> None:
    """Let the product know where an equipment listens, when its usual port was taken."""
    from rede.models import EquipamentoConexao

    EquipamentoConexao.objects.filter(pk=equipamento_id).exclude(porta_incoming=porta).update(porta_incoming=porta)


async def _escutar(protocolo: asyncio.DatagramProtocol, endereco: str, porta: int) -> int:
    """Open a socket of an equipment; return its port."""

    def fabrica() -> asyncio.DatagramProtocol:
        return protocolo

    laco = asyncio.get_running_loop()
    transporte, _ = await laco.create_datagram_endpoint(fabrica, local_addr=(endereco, porta))
    return int(transporte.get_extra_info("sockname")[1])


async def rodar(portas: tuple[int, int]) -> None:
    """Run all equipment until the process is ended."""
    todos = await asyncio.to_thread(carregar, portas)
    for pk, concentrador in todos.items():
        await _escutar(concentrador.radius, concentrador.endereco, 0)
        try:
            porta = await _escutar(concentrador, concentrador.endereco, PORTA_COA)
        except OSError:
            porta = await _escutar(concentrador, concentrador.endereco, 0)
        await asyncio.to_thread(gravar_porta, pk, porta)
        concentrador._lancar(concentrador.manter())
    log.info("%d equipamentos, %d sessões", len(todos), sum(len(c.sessoes) for c in todos.values()))
    while True:
        for pk, acesso_id, login, senha, mac in await asyncio.to_thread(ausentes, todos):
            await todos[pk].discar(acesso_id, login, senha, mac)
        await asyncio.sleep(RONDA)


def main() -> None:
    """Start with the ports of the environment."""
    django.setup()
    from django.conf import settings

    asyncio.run(rodar((settings.RADIUS_PORTA_AUTH, settings.RADIUS_PORTA_ACCT)))


if __name__ == "__main__":
    main()
