"""A copy put back into an empty database (ADR 0022)."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pyrage
from psycopg.conninfo import make_conninfo

from configuracao.arquivo_de_backup import Escrita
from configuracao.postgres import Destino, programa, rodando
from hubsoft.core.erros import ErroDeNegocio

CIFRADO = b"age-encryption.org/"
TABELAS = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"


def restaurar(arquivo: Path, destino: Destino, identidades: Sequence[Any] = ()) -> None:
    """Restore the file into an empty database, all of it or nothing.

    ``identidades``: private keys of age (:func:`ler_identidades`), for an encrypted file. Raises
    :class:`ErroDeNegocio` when the database is not empty, the file cannot be opened with these keys, or pg_restore
    refuses it.
    """
    with psycopg.connect(make_conninfo(**destino.preenchidos())) as conexao:
        ocupado = conexao.execute(TABELAS).fetchone()
        versao = conexao.info.server_version // 10_000
    if ocupado is None or ocupado[0]:
        raise ErroDeNegocio("O banco de destino não está vazio. Crie um banco novo (createdb) e restaure nele.")
    comando = [
        str(programa("pg_restore", versao)),
        f"--dbname={destino.valores['dbname']}",
        "--no-password",
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
    ]
    with arquivo.open("rb") as aberto:
        cifrado = aberto.read(len(CIFRADO)) == CIFRADO
        aberto.seek(0)
        if not cifrado:
            with rodando(comando, destino, aberto, subprocess.DEVNULL):
                return
        if not identidades:
            raise ErroDeNegocio("Este backup está cifrado. Informe o arquivo da chave privada com --identidade.")
        with rodando(comando, destino, subprocess.PIPE, subprocess.DEVNULL) as filho:
            _decifrar(aberto, filho, identidades)


def _decifrar(aberto: Any, filho: Any, identidades: Sequence[Any]) -> None:
    escrita = Escrita(filho.stdin)
    try:
        pyrage.decrypt_io(aberto, escrita, list(identidades))
    except (pyrage.DecryptError, OSError) as erro:
        if isinstance(escrita.falha, BrokenPipeError):
            return  # pg_restore ended first, and says why
        raise ErroDeNegocio(f"O backup não abre com esta chave, ou o arquivo está danificado ({erro}).") from erro


def ler_identidades(arquivo: Path) -> list[Any]:
    """Return the private keys of a file as age-keygen writes it; raises :class:`ErroDeNegocio` when it has none."""
    linhas = [linha.strip() for linha in arquivo.read_text().splitlines()]
    try:
        chaves = [pyrage.x25519.Identity.from_str(linha) for linha in linhas if linha and not linha.startswith("#")]
    except pyrage.IdentityError as erro:
        raise ErroDeNegocio(f"{arquivo} não é um arquivo de chave privada do age.") from erro
    if not chaves:
        raise ErroDeNegocio(f"{arquivo} não tem nenhuma chave privada do age.")
    return chaves
