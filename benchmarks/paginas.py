"""Pages over real HTTP, twenty requests in flight against gunicorn as the demonstration starts it.

Twenty in flight on two cores wait for each other: a page's time is about twenty times the processor time of one, of the
server, the database and who asks, divided by the cores. So the floor is the same twenty asking for a page that a
signed-in person gets without any row (an empty search in the top bar), and the processor time of web processes and
database is read from the kernel too: other work on the machine moves it little, and the time in flight a lot.
"""

from __future__ import annotations

import os
import selectors
import socket
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, repeat
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from django.db import connection
from django.test import Client

from benchmarks.medida import Medida
from clientes.models import Cliente
from configuracao.models import Usuario
from demonstracao.programas import Web
from demonstracao.servidores import porta_livre

EM_VOO = 20
PEDIDOS = 10  # by each of those in flight, a page
VAZIA = "/busca/?q="
FRAGMENTO = {"HX-Request": "true", "HX-Target": "lista"}
DEU_CERTO = b"HTTP/1.1 200"
PARTES: dict[str, dict[str, str]] = {"list": FRAGMENTO, "whole": {}}


@dataclass(frozen=True, slots=True)
class Voo:
    """What twenty in flight took: ``p95`` of a request and ``processador`` of web and database a request, in ms."""

    p95: float
    processador: float


def _paginas(usuario: Usuario) -> dict[str, str]:
    cliente = Cliente.objects.visiveis_para(usuario).order_by("pk")[100]
    nome = quote_plus(" ".join(cliente.nome.split()[:2]))
    return {
        "clients, search by name": f"/clientes/?busca={nome}",
        "clients, search by CPF": f"/clientes/?busca={cliente.cpf_cnpj}",
        "top bar by CPF": f"/busca/?q={cliente.cpf_cnpj}",
        "clients": "/clientes/",
        "client dashboard": f"/clientes/{cliente.pk}/",
        "início": "/",
        "faturas": "/financeiro/faturas/",
        "cobranças": "/financeiro/cobrancas/",
        "recibos": "/financeiro/recibos/",
        "online": "/rede/online/",
        "conexões": "/rede/conexoes/",
        "service orders": "/atendimento/ordens/",
    }


def _processador(web: Web) -> dict[str, float]:
    """Return the seconds of processor that each web process and each of their database backends has taken."""
    assert web.filho is not None
    pids = Path(f"/proc/{web.filho.pid}/task/{web.filho.pid}/children").read_text().split()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid::text FROM pg_stat_activity WHERE datname = current_database()")
        pids += [pid for (pid,) in cursor.fetchall()]
    segundos = {}
    for pid in pids:
        with suppress(FileNotFoundError):
            campos = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            segundos[pid] = (int(campos[11]) + int(campos[12])) / os.sysconf("SC_CLK_TCK")
    return segundos


def _em_voo(web: Web, caminho: str, cookie: str, cabecalhos: Mapping[str, str]) -> Voo:
    """Ask for a page with :data:`EM_VOO` requests at any time.

    Who asks takes processor from who answers, so it does as little as can be: one thread, no parsing.
    """
    linhas = [f"GET {caminho} HTTP/1.1", f"Host: 127.0.0.1:{web.porta}", f"Cookie: {cookie}", "Connection: close"]
    linhas += [f"{nome}: {valor}" for nome, valor in cabecalhos.items()]
    pedido = "\r\n".join([*linhas, "", ""]).encode()
    return voar(web, caminho, repeat(pedido, EM_VOO * PEDIDOS))


def voar(web: Web, nome: str, pedidos: Iterable[bytes], deu_certo: bytes = DEU_CERTO) -> Voo:
    """Make all of the requests, :data:`EM_VOO` at any time; an error for an answer that does not begin as it should."""
    antes, fila = _processador(web), iter(pedidos)
    tempos: list[float] = []
    with selectors.DefaultSelector() as seletor:
        for pedido in islice(fila, EM_VOO):
            _pedir(seletor, web.porta, pedido)
        while seletor.get_map():
            for chave, _eventos in seletor.select():
                if _receber(chave.fileobj, chave.data, nome, deu_certo):  # type: ignore[arg-type]
                    seletor.unregister(chave.fileobj)
                    tempos.append((time.perf_counter() - chave.data["inicio"]) * 1000)
                    for pedido in islice(fila, 1):
                        _pedir(seletor, web.porta, pedido)
    tempos.sort()
    gasto = sum(depois - antes.get(pid, 0) for pid, depois in _processador(web).items())
    return Voo(tempos[int(len(tempos) * 0.95)], gasto * 1000 / len(tempos))


def _pedir(seletor: selectors.BaseSelector, porta: int, pedido: bytes) -> None:
    inicio = time.perf_counter()
    soquete = socket.create_connection(("127.0.0.1", porta), timeout=120)
    soquete.sendall(pedido)
    soquete.setblocking(False)
    seletor.register(soquete, selectors.EVENT_READ, {"inicio": inicio, "comeco": b""})


def _receber(soquete: socket.socket, dados: dict[str, Any], nome: str, deu_certo: bytes) -> bool:
    """Take what came; return whether the answer is whole, raising ``RuntimeError`` for one that is not the page."""
    pedaco = soquete.recv(1 << 18)
    if len(dados["comeco"]) < len(deu_certo):
        dados["comeco"] += pedaco[: len(deu_certo)]
    if pedaco:
        return False
    soquete.close()
    if not dados["comeco"].startswith(deu_certo):
        raise RuntimeError(f"{nome} answered {dados['comeco']!r}")
    return True


def medir() -> Iterator[Medida]:
    """Yield the measures: lists as HTMX asks for them and whole, by the administrator and by one limited to a city."""
    ambiente = {**os.environ, "HUBSOFT_HOSTS": "127.0.0.1"}
    with tempfile.TemporaryDirectory(prefix="hubsoft-web-") as pasta:
        web = Web(Path(pasta) / "web", "127.0.0.1", porta_livre(), ambiente)
        web.iniciar()
        try:
            web.esperar()
            for login in ("admin", "atendente"):
                usuario = Usuario.objects.get(login=login)
                cookie = _cookie(usuario)
                _em_voo(web, VAZIA, cookie, FRAGMENTO)
                for nome, caminho in _paginas(usuario).items():
                    for parte, cabecalhos in PARTES.items():
                        piso = _em_voo(web, VAZIA, cookie, FRAGMENTO)
                        voo = _em_voo(web, caminho, cookie, cabecalhos)
                        quem = f"{nome}, {parte}, {login}"
                        yield Medida(f"20 in flight: {quem}, p95 ms", voo.p95, piso.p95, "ms", False)
                        yield Medida(f"processor: {quem}, ms a page", voo.processador, piso.processador, "ms", False)
        finally:
            web.parar()


def _cookie(usuario: Usuario) -> str:
    """Return the cookies of a signed-in browser."""
    navegador = Client()
    navegador.force_login(usuario)
    navegador.get("/")
    return "; ".join(f"{nome}={valor.value}" for nome, valor in navegador.cookies.items())
