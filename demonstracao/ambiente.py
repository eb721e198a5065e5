"""What one demonstration is: its folder, its ports, its secrets, the environment of its processes."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

PORTA_RADIUS = 11812  # authentication; accounting is the next one
SEGREDOS = "segredos.env"
VARIAVEIS = "ambiente.env"
PREPARADA = "preparada"
# What decides how the tables and the stored permissions must be.
FONTES_DOS_DADOS = (
    "*/migrations/*.py",
    "hubsoft/core/migrations/*.py",
    "*/registro.py",
    "hubsoft/core/casa.py",
    "uv.lock",
)


class NaoPodeSubir(RuntimeError):
    """The demonstration cannot start; the message (Portuguese) says why and what to do."""


def pasta_da_demonstracao(raiz: Path) -> Path:
    """Return the folder of its data: ``demo`` in ``HUBSOFT_VAR`` or in the project's ``.var``."""
    return Path(os.environ.get("HUBSOFT_VAR") or raiz / ".var").resolve() / "demo"


@contextlib.contextmanager
def exclusiva(pasta: Path, porta: int | None = None) -> Iterator[None]:
    """Hold the folder for this process; raises :class:`NaoPodeSubir` when a demonstration runs in it."""
    pasta.parent.mkdir(parents=True, exist_ok=True)
    # Beside the folder, so that renewing the data does not take the lock away.
    with (pasta.parent / "demo.trava").open("a+") as trava:
        try:
            fcntl.flock(trava, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            trava.seek(0)
            quem = trava.read().strip() or "um processo que está começando"
            raise NaoPodeSubir(
                f"Já há uma demonstração nesta pasta ({quem}). Pare-a com Ctrl-C, ou use outra pasta de dados: "
                "HUBSOFT_VAR=/outra/pasta make demo PORT=9000."
            ) from None
        trava.truncate(0)
        trava.write(f"processo {os.getpid()}" + (f", porta {porta}" if porta else ""))
        trava.flush()
        yield


def conferir_porta(host: str, porta: int) -> None:
    """Raise :class:`NaoPodeSubir` when the web port cannot be had."""
    try:
        with socket.socket() as sonda:
            sonda.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sonda.bind((host, porta))
    except OverflowError:
        raise NaoPodeSubir(f"{porta} não é uma porta: use um número de 1 a 65535.") from None
    except PermissionError:
        raise NaoPodeSubir(f"A porta {porta} só pode ser usada por root. Escolha outra: make demo PORT=9000.") from None
    except OSError as erro:
        raise NaoPodeSubir(
            f"A porta {porta} já está em uso ({erro.strerror}). Escolha outra: make demo PORT=9000."
        ) from None


def _udp_livre(porta: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sonda:
        try:
            sonda.bind(("127.0.0.1", porta))
        except OSError:
            return False
    return True


def portas_do_radius() -> tuple[int, int, int]:
    """Return free UDP ports for authentication, accounting and status: the usual ones, or the next free three."""
    for porta in range(PORTA_RADIUS, PORTA_RADIUS + 300, 3):
        if all(_udp_livre(porta + passo) for passo in range(3)):
            return porta, porta + 1, porta + 2
    raise NaoPodeSubir(f"Não há três portas UDP livres a partir de {PORTA_RADIUS} para o FreeRADIUS.")


def _ler(arquivo: Path) -> dict[str, str]:
    linhas = arquivo.read_text().splitlines() if arquivo.exists() else []
    return dict(linha.split("=", 1) for linha in linhas if "=" in linha)


def _gravar(arquivo: Path, valores: dict[str, str]) -> None:
    novo = arquivo.with_suffix(".novo")
    novo.touch(mode=0o600)
    novo.write_text("".join(f"{nome}={valor}\n" for nome, valor in valores.items()))
    novo.rename(arquivo)


def versao_dos_dados(raiz: Path) -> str:
    """Return a digest of everything that ``migrate`` looks at: the same digest, nothing to do."""
    resumo = hashlib.sha256()
    for padrao in FONTES_DOS_DADOS:
        for arquivo in sorted(raiz.glob(padrao)):
            resumo.update(f"{arquivo.relative_to(raiz)}\0".encode() + arquivo.read_bytes())
    return resumo.hexdigest()


def segredos(pasta: Path) -> dict[str, str]:
    """Return this demonstration's own secrets, made at its first start and kept with its data."""
    arquivo = pasta / SEGREDOS
    guardados = _ler(arquivo)
    if not guardados:
        guardados = {
            "HUBSOFT_SECRET_KEY": secrets.token_urlsafe(48),
            "HUBSOFT_CHAVEIRO": f"demo:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}",
            "HUBSOFT_RADIUS_SEGREDO_STATUS": secrets.token_hex(16),
        }
        _gravar(arquivo, guardados)
    return guardados


def variaveis(
    pasta: Path, host: str, url_banco: str, url_redis: str, radius: tuple[int, int, int] | None
) -> dict[str, str]:
    """Return the variables of the product's processes, also kept as a file for ``manage.py`` by hand."""
    valores = {
        "HUBSOFT_AMBIENTE": "demonstracao",
        "HUBSOFT_VAR": str(pasta),
        "HUBSOFT_HOSTS": "127.0.0.1,localhost" if host == "127.0.0.1" else "*",
        "DATABASE_URL": url_banco,
        "REDIS_URL": url_redis,
        "DJANGO_SETTINGS_MODULE": "hubsoft.settings",
        **segredos(pasta),
    }
    if radius is not None:
        autenticacao, contabilidade, situacao = radius
        valores |= {
            "HUBSOFT_RADIUS_HOST": "127.0.0.1",
            "HUBSOFT_RADIUS_PORTA_AUTH": str(autenticacao),
            "HUBSOFT_RADIUS_PORTA_ACCT": str(contabilidade),
            "HUBSOFT_RADIUS_PORTA_STATUS": str(situacao),
        }
    _gravar(pasta / VARIAVEIS, valores)
    return {**_sem_hubsoft(os.environ), **valores, "PYTHONUNBUFFERED": "1"}


def _sem_hubsoft(ambiente: os._Environ[str]) -> dict[str, str]:
    """Return the caller's environment without settings meant for another installation."""
    return {nome: valor for nome, valor in ambiente.items() if not nome.startswith("HUBSOFT_")}
