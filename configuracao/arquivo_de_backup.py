"""The file of a backup: written as pg_dump speaks, encrypted by age when the provider gave a public key.

age (https://age-encryption.org/v1) needs only the public key to write: whoever takes this server, its database or the
folder of the backups cannot read them. The private key stays with the provider, who opens a file with ``manage.py
restaurar_backup`` or with the ``age`` program of any machine.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyrage

from hubsoft.core.erros import ErroDeNegocio

PEDACO = 1 << 20
SUFIXO_PARCIAL = ".parcial"
MODO = 0o600


class Fonte:
    """What is read from a program; ``a_cada_parte`` gets the bytes read so far and may raise to stop."""

    def __init__(self, cano: IO[bytes], a_cada_parte: Callable[[int], None]) -> None:
        self.cano = cano
        self.a_cada_parte = a_cada_parte
        self.lidos = 0
        self.parada: BaseException | None = None

    def read(self, n: int = PEDACO) -> bytes:
        """Return up to ``n`` bytes, none at the end."""
        try:
            self.a_cada_parte(self.lidos)
        except BaseException as parada:
            self.parada = parada  # the encryption library reports it as an error of its own
            raise
        dados = self.cano.read(max(n, 1))
        self.lidos += len(dados)
        return dados


class Escrita:
    """A file being written, with its size in bytes and SHA-256."""

    def __init__(self, arquivo: IO[bytes]) -> None:
        self.arquivo = arquivo
        self.tamanho = 0
        self.sha = hashlib.sha256()
        self.falha: OSError | None = None

    def write(self, dados: bytes) -> int:
        """Write and count."""
        try:
            self.arquivo.write(dados)
        except OSError as falha:
            self.falha = falha
            raise
        self.tamanho += len(dados)
        self.sha.update(dados)
        return len(dados)

    def flush(self) -> None:
        """Pass what is held on to the system."""
        self.arquivo.flush()


def destinatarios(textos: Sequence[str]) -> list[Any]:
    """Return the public keys of ``HUBSOFT_BACKUP_CHAVES``; raises :class:`ErroDeNegocio` for one that is none."""
    try:
        return [pyrage.x25519.Recipient.from_str(texto.strip()) for texto in textos]
    except pyrage.RecipientError as erro:
        raise ErroDeNegocio(
            "HUBSOFT_BACKUP_CHAVES tem uma chave que não é pública do age (age1…). Gere o par com age-keygen e confira."
        ) from erro


@contextmanager
def arquivo_novo(caminho: Path) -> Iterator[Escrita]:
    """Give a file to write that appears under its name only when whole and on the disk; else nothing stays."""
    parcial = caminho.with_name(caminho.name + SUFIXO_PARCIAL)
    try:
        with open(os.open(parcial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODO), "wb") as arquivo:
            escrita = Escrita(arquivo)
            yield escrita
            arquivo.flush()
            os.fsync(arquivo.fileno())
        parcial.rename(caminho)
    except OSError as erro:
        if erro.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ErroDeNegocio(f"O disco encheu em {caminho.parent}. Libere espaço e repita o backup.") from erro
        raise
    finally:
        parcial.unlink(missing_ok=True)


def copiar(fonte: Fonte, escrita: Escrita, chaves: Sequence[Any]) -> None:
    """Write all of ``fonte``, encrypted to ``chaves`` when there are any."""
    if not chaves:
        while dados := fonte.read():
            escrita.write(dados)
        return
    try:
        pyrage.encrypt_io(fonte, escrita, list(chaves))
    except (pyrage.EncryptError, OSError) as erro:
        raise fonte.parada or escrita.falha or erro from None


def resumo_do_arquivo(caminho: Path) -> str:
    """Return the SHA-256 of a file."""
    with caminho.open("rb") as arquivo:
        return hashlib.file_digest(arquivo, "sha256").hexdigest()
