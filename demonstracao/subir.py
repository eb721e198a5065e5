"""Brings the whole product up with a demonstration provider, and takes it down again (``make demo``).

Every process is a child of this one in a session of its own: Ctrl-C or SIGTERM stops them in order, and should this
process be killed outright the kernel tells them to end.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from demonstracao import ambiente, logins
from demonstracao.programas import RAIZ, Beat, Comando, Concentrador, Correio, Web, Worker, parar_todos
from demonstracao.servidores import FreeRadius, Postgres, Redis, Servidor, ServidorNaoSubiu, fim_do_registro

SINAIS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ESPERA_DA_SAUDE = 90  # seconds for every part of /saude to be well
OPCOES_DO_BANCO = (
    "shared_buffers=256MB",
    "synchronous_commit=off",
    "max_wal_size=2GB",
    "checkpoint_timeout=15min",
    "max_connections=100",
    "log_min_messages=error",
)


class Encerrar(BaseException):
    """A signal asked the demonstration to end."""


def _encerrar(numero: int, quadro: FrameType | None) -> None:
    for sinal in SINAIS:
        signal.signal(sinal, signal.SIG_IGN)
    raise Encerrar


def _dizer(texto: str) -> None:
    print(texto, flush=True)


class Demonstracao:
    """One run: what was started, in order."""

    def __init__(self, pasta: Path, host: str, porta: int, clientes: int) -> None:
        self.pasta = pasta
        self.host = host
        self.porta = porta
        self.clientes = clientes
        self.servidores: list[Servidor] = []
        self.produto: list[Servidor] = []

    def _iniciar(self, servidor: Servidor, grupo: list[Servidor]) -> None:
        servidor.registro.unlink(missing_ok=True)
        # Known before it runs, so that a signal in between finds it.
        grupo.append(servidor)
        servidor.iniciar()

    def subir(self) -> None:
        """Start everything and wait until each part answers; raises :class:`ServidorNaoSubiu`."""
        self.pasta.mkdir(parents=True, exist_ok=True)
        radius = ambiente.portas_do_radius()
        postgres, redis = Postgres(self.pasta / "pg", OPCOES_DO_BANCO), Redis(self.pasta / "redis")
        self._iniciar(postgres, self.servidores)
        self._iniciar(redis, self.servidores)
        postgres.esperar()
        redis.esperar()
        redis.esquecer("*saude:*")
        postgres.criar_banco("hubsoft")
        url = postgres.url("hubsoft")
        variaveis = ambiente.variaveis(self.pasta, self.host, url, redis.url, radius)
        self._preparar(variaveis)
        freeradius = FreeRadius(
            self.pasta / "radius",
            url,
            porta_auth=radius[0],
            porta_acct=radius[1],
            porta_status=radius[2],
            segredo_status=variaveis["HUBSOFT_RADIUS_SEGREDO_STATUS"],
        )
        web = Web(self.pasta / "web", self.host, self.porta, variaveis)
        produto: list[Servidor] = [
            freeradius,
            web,
            Worker(self.pasta / "worker", "padrao,rede", 2, variaveis),
            Worker(self.pasta / "worker-pesado", "pesado", 1, variaveis),
            Beat(self.pasta / "beat", variaveis),
        ]
        self._ligar(produto)
        self._esperar_saude(web)
        # What stands around the product comes when it is up, and takes nothing from its start.
        self._ligar([Concentrador(self.pasta / "concentrador", variaveis), Correio(self.pasta / "correio", variaveis)])
        _dizer(logins.apresentacao(f"http://{self._visivel()}:{self.porta}", radius[0], self.pasta))

    def _ligar(self, servidores: Sequence[Servidor]) -> None:
        for servidor in servidores:
            self._iniciar(servidor, self.produto)
        for servidor in servidores:
            servidor.esperar()

    def _visivel(self) -> str:
        return "localhost" if self.host in ("127.0.0.1", "0.0.0.0") else self.host  # noqa: S104 (compared, not bound)

    def _preparar(self, variaveis: dict[str, str]) -> None:
        """Bring the tables up to date and make the provider; nothing when this very code did it already."""
        carimbo, versao = self.pasta / ambiente.PREPARADA, ambiente.versao_dos_dados(RAIZ)
        if carimbo.exists() and carimbo.read_text() == versao:
            return
        argumentos = ["-m", "demonstracao.preparar", "--clientes", str(self.clientes)]
        comando = Comando(self.pasta / "preparar", "A preparação dos dados", argumentos, variaveis)
        self._iniciar(comando, self.produto)
        if not comando.esperar_fim():
            raise ServidorNaoSubiu(f"{comando.nome} falhou:\n{fim_do_registro(comando.registro, 30)}")
        self.produto.remove(comando)
        carimbo.write_text(versao)

    def _esperar_saude(self, web: Web) -> None:
        limite = time.monotonic() + ESPERA_DA_SAUDE
        estado = web.saude()
        while estado is None or not estado["ok"]:
            self._conferir_vivos()
            if time.monotonic() > limite:
                raise ServidorNaoSubiu(f"Nem tudo responde: {estado}. Veja os registros em {self.pasta}.")
            time.sleep(0.2)
            estado = web.saude()

    def _conferir_vivos(self) -> None:
        for servidor in (*self.servidores, *self.produto):
            if servidor.filho is not None and servidor.filho.poll() is not None:
                raise ServidorNaoSubiu(f"{servidor.nome} terminou:\n{fim_do_registro(servidor.registro)}")

    def cuidar(self) -> None:
        """Wait for a signal; raises :class:`ServidorNaoSubiu` when a part ends by itself."""
        while True:
            self._conferir_vivos()
            time.sleep(1)

    def descer(self) -> None:
        """End everything: first the product, then what it stands on."""
        parar_todos(self.produto)
        parar_todos(list(reversed(self.servidores)))


def _argumentos(argv: Sequence[str] | None) -> argparse.Namespace:
    leitor = argparse.ArgumentParser(prog="python -m demonstracao", description="Sobe o produto com dados.")
    leitor.add_argument("--porta", type=int, default=8000, help="porta do navegador (8000)")
    leitor.add_argument("--host", default="127.0.0.1", help="endereço em que o servidor web escuta (127.0.0.1)")
    leitor.add_argument("--clientes", type=int, default=2000, help="assinantes a criar na primeira vez (2000)")
    leitor.add_argument("--apagar", action="store_true", help="apaga os dados da demonstração e termina")
    return leitor.parse_args(argv)


def apagar(pasta: Path) -> None:
    """Remove the data of the demonstration; the next start makes them anew."""
    shutil.rmtree(pasta, ignore_errors=True)
    if pasta.exists():
        raise ambiente.NaoPodeSubir(f"Não foi possível apagar {pasta}: confira de quem são os arquivos.")
    _dizer("Os dados da demonstração foram apagados. `make demo` cria outros.")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demonstration until a signal; return the exit status."""
    opcoes = _argumentos(argv)
    # The wheel of PostgreSQL asks for a folder that the demonstration does not use.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    pasta = ambiente.pasta_da_demonstracao(RAIZ)
    try:
        if opcoes.apagar:
            with ambiente.exclusiva(pasta):
                apagar(pasta)
            return 0
        with ambiente.exclusiva(pasta, opcoes.porta):
            ambiente.conferir_porta(opcoes.host, opcoes.porta)
            return _rodar(Demonstracao(pasta, opcoes.host, opcoes.porta, opcoes.clientes))
    except ambiente.NaoPodeSubir as erro:
        print(erro, file=sys.stderr)
        return 1


def _rodar(demonstracao: Demonstracao) -> int:
    for sinal in SINAIS:
        signal.signal(sinal, _encerrar)
    try:
        try:
            primeira = not (demonstracao.pasta / "pg" / "PG_VERSION").exists()
            _dizer("Criando a demonstração (só na primeira vez)…" if primeira else "Subindo a demonstração…")
            demonstracao.subir()
            demonstracao.cuidar()
        finally:
            demonstracao.descer()
    except Encerrar:
        _dizer("Demonstração encerrada; os dados ficam para a próxima vez.")
        return 0
    except ServidorNaoSubiu as erro:
        print(erro, file=sys.stderr)
        return 1
    return 0
