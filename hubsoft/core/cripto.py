"""Secrets at rest: Fernet with a key ring outside the database.

The first key of ``HUBSOFT_CHAVEIRO`` ("id:key,id:key") encrypts, every one decrypts; ciphertext carries the id of its
key, so ``manage.py rotacionar_chaves`` knows what is still under an old one.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class SegredoIlegivel(Exception):
    """The ciphertext's key is not in the ring, or the text was tampered with."""


@lru_cache(maxsize=4)
def _abrir(texto: str) -> dict[str, Fernet]:
    try:
        pares = [parte.split(":", 1) for parte in texto.split(",") if parte.strip()]
        chaveiro = {nome.strip(): Fernet(chave.strip().encode()) for nome, chave in pares}
    except ValueError as erro:
        raise ImproperlyConfigured("HUBSOFT_CHAVEIRO deve ter a forma id:chave,id:chave (Fernet)") from erro
    if not chaveiro:
        raise ImproperlyConfigured("HUBSOFT_CHAVEIRO está vazia: defina ao menos uma chave")
    return chaveiro


def chaveiro() -> dict[str, Fernet]:
    """Return the keys by id, the encrypting one first; raises ``ImproperlyConfigured`` when there is none."""
    return _abrir(settings.CHAVEIRO)


def chave_atual() -> str:
    """Return the id of the key that encrypts."""
    return next(iter(chaveiro()))


def cifrar(texto: str) -> str:
    """Return ciphertext "id$token"; an empty text stays empty."""
    if not texto:
        return ""
    nome = chave_atual()
    return f"{nome}${chaveiro()[nome].encrypt(texto.encode()).decode()}"


def decifrar(cifra: str) -> str:
    """Return the clear text; raises :class:`SegredoIlegivel`."""
    if not cifra:
        return ""
    nome, _, token = cifra.partition("$")
    chave = chaveiro().get(nome)
    if chave is None:
        raise SegredoIlegivel(f"chave {nome!r} não está no chaveiro")
    try:
        return chave.decrypt(token.encode()).decode()
    except InvalidToken as erro:
        raise SegredoIlegivel("segredo adulterado ou de outra chave") from erro
