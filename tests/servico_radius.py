"""pytest plugin of the tests that need the real FreeRADIUS, and what they use to talk to it."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from demonstracao.servidores import FreeRadius, portas_udp_livres

SEGREDO = "segredo-do-concentrador"


def url_do_banco_de_teste() -> str:
    """Return the DATABASE_URL of this worker's test database."""
    partes = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(partes._replace(path=f"/{connection.settings_dict['NAME']}"))


@pytest.fixture(scope="session")
def servidor_radius(django_db_setup: None) -> Iterator[FreeRadius]:
    """A FreeRADIUS over this worker's test database, for the whole session."""
    auth, acct, status = portas_udp_livres(3)
    pasta = Path(os.environ["HUBSOFT_VAR"]) / f"radius-{connection.settings_dict['NAME']}"
    servidor = FreeRadius(
        pasta,
        url_do_banco_de_teste(),
        porta_auth=auth,
        porta_acct=acct,
        porta_status=status,
        segredo_status=secrets.token_urlsafe(16),
    )
    servidor.iniciar()
    servidor.esperar()
    yield servidor
    servidor.parar()


@pytest.fixture
def freeradius(servidor_radius: FreeRadius, transactional_db: None) -> FreeRadius:
    """The running FreeRADIUS, with its tables empty: what the test writes must be committed for it to see."""
    return servidor_radius


def limpar() -> None:
    """Empty the tables that FreeRADIUS writes (the test runner flushes only managed ones)."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE sessao, conexao, autenticacao")


@dataclass
class Resposta:
    """What came back from the server: ``codigo`` is "Access-Accept"… or "" for silence."""

    codigo: str
    atributos: dict[str, str] = field(default_factory=dict)

    @property
    def aceito(self) -> bool:
        return self.codigo == "Access-Accept"


def radclient(
    porta: int,
    tipo: str,
    atributos: dict[str, object],
    *,
    segredo: str = SEGREDO,
    origem: str = "127.0.0.2",
    espera: float = 3,
    tentativas: int = 1,
) -> Resposta:
    """Send one packet with the package's radclient, as the NAS at the address ``origem``."""
    linhas = [f'{nome} = "{_escapar(str(valor))}"' for nome, valor in atributos.items()]
    linhas.append(f"Packet-Src-IP-Address = {origem}")
    if tipo == "auth":
        linhas.append("Message-Authenticator = 0x00")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as pedido:
        pedido.write("\n".join(linhas) + "\n")
        pedido.flush()
        comando = ["radclient", "-x", "-r", str(tentativas), "-t", str(espera), "-f", pedido.name]
        saida = subprocess.run(
            [*comando, f"127.0.0.1:{porta}", tipo, segredo], capture_output=True, text=True, check=False
        )
    return _ler(saida.stdout + saida.stderr)


def _escapar(valor: str) -> str:
    return valor.replace("\\", "\\\\").replace('"', '\\"')


def _ler(saida: str) -> Resposta:
    recebido = saida.split("\nReceived ", 1) if "\nReceived " in saida else saida.split("Received ", 1)
    if len(recebido) < 2:
        return Resposta("")
    atributos = {n: v.strip('"') for n, v in re.findall(r"^\t([\w-]+) = (.*)$", recebido[1], re.MULTILINE)}
    return Resposta(recebido[1].split(" ", 1)[0], atributos)


MAC = "AA:BB:CC:00:11:22"


def autenticar(
    servidor: FreeRadius, login: str, senha: str, *, metodo: str = "pap", mac: str = MAC, **opcoes: object
) -> Resposta:
    """Log in as a NAS would; ``metodo``: pap, chap, mschap or mschapv2."""
    from tests.rede import mschap

    campos: dict[str, object] = {"User-Name": login, "Calling-Station-Id": mac, "NAS-Port-Id": "ether1"}
    if not mac:
        del campos["Calling-Station-Id"]
    if metodo == "mschapv2":
        return radclient_cru(servidor, {**campos, **mschap.atributos_v2(login, senha)}, **opcoes)
    nome = {"pap": "User-Password", "chap": "CHAP-Password", "mschap": "MS-CHAP-Password"}[metodo]
    return radclient(servidor.porta_auth, "auth", {**campos, nome: senha}, **opcoes)


def radclient_cru(servidor: FreeRadius, campos: dict[str, object], **opcoes: object) -> Resposta:
    """As :func:`radclient`, for attributes given in hexadecimal."""
    return radclient(servidor.porta_auth, "auth", campos, **opcoes)


def contabilizar(
    servidor: FreeRadius,
    tipo: str,
    login: str,
    sessao: str,
    *,
    mac: str = MAC,
    extra: dict[str, object] | None = None,
    **opcoes: object,
) -> Resposta:
    """Send an accounting packet; ``tipo``: Start, Interim-Update, Stop, Accounting-On…"""
    campos: dict[str, object] = {
        "Acct-Status-Type": tipo,
        "User-Name": login,
        "Acct-Session-Id": sessao,
        "Calling-Station-Id": mac,
        "NAS-Port-Id": "ether1",
        **(extra or {}),
    }
    return radclient(servidor.porta_acct, "acct", campos, **opcoes)
