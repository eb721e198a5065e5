"""Pages over real HTTP, twenty requests in flight against gunicorn as the demonstration starts it.

With one core for the server and one for the database, twenty in flight wait for each other: a page's time is about
twenty times the processor time of one, divided by the cores. So the floor is the same twenty asking for a page that a
signed-in person gets without any row (an empty search in the top bar).
"""

from __future__ import annotations

import http.client
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from urllib.parse import quote_plus

from django.conf import settings
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


def _paginas() -> dict[str, str]:
    cliente = Cliente.objects.order_by("pk")[100]
    nome = quote_plus(" ".join(cliente.nome.split()[:2]))
    return {
        "clients, search by name": f"/clientes/?busca={nome}",
        "clients, search by CPF": f"/clientes/?busca={cliente.cpf_cnpj}",
        "top bar by CPF": f"/busca/?q={cliente.cpf_cnpj}",
        "clients": "/clientes/",
        "client dashboard": f"/clientes/{cliente.pk}/",
        "faturas": "/financeiro/faturas/",
        "cobranças": "/financeiro/cobrancas/",
        "recibos": "/financeiro/recibos/",
        "online": "/rede/online/",
        "conexões": "/rede/conexoes/",
        "service orders": "/atendimento/ordens/",
    }


def _em_voo(porta: int, caminho: str, cookie: str) -> float:
    """Return the time in milliseconds that 95 % of the answers stay under."""

    def navegar(_quem: int) -> list[float]:
        tempos = []
        conexao = http.client.HTTPConnection("127.0.0.1", porta, timeout=120)
        for _ in range(PEDIDOS):
            inicio = time.perf_counter()
            conexao.request("GET", caminho, headers={"Cookie": cookie, **FRAGMENTO})
            resposta = conexao.getresponse()
            resposta.read()
            tempos.append((time.perf_counter() - inicio) * 1000)
            if resposta.status != 200:
                raise RuntimeError(f"{caminho} answered {resposta.status}")
        conexao.close()
        return tempos

    with ThreadPoolExecutor(EM_VOO) as fios:
        tempos = sorted(chain.from_iterable(fios.map(navegar, range(EM_VOO))))
    return tempos[int(len(tempos) * 0.95)]


def medir() -> Iterator[Medida]:
    """Yield the measures, by the administrator and by the attendant limited to a city."""
    ambiente = {**os.environ, "HUBSOFT_HOSTS": "127.0.0.1"}
    with tempfile.TemporaryDirectory(prefix="hubsoft-web-") as pasta:
        web = Web(Path(pasta) / "web", "127.0.0.1", porta_livre(), ambiente)
        web.iniciar()
        try:
            web.esperar()
            for login in ("admin", "atendente"):
                navegador = Client()
                navegador.force_login(Usuario.objects.get(login=login))
                cookie = f"{settings.SESSION_COOKIE_NAME}={navegador.cookies[settings.SESSION_COOKIE_NAME].value}"
                _em_voo(web.porta, VAZIA, cookie)
                for nome, caminho in _paginas().items():
                    piso = _em_voo(web.porta, VAZIA, cookie)
                    yield Medida(
                        f"20 in flight: {nome}, {login}, p95 ms", _em_voo(web.porta, caminho, cookie), piso, "ms", False
                    )
        finally:
            web.parar()
