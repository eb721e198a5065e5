"""The signature of a webhook's messages (Standard Webhooks 1.0, symmetric)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

PREFIXO = "whsec_"
BYTES = 32  # the specification wants 24 to 64


def novo_segredo() -> str:
    """Return a secret as receivers are given it: "whsec_" and base64."""
    return PREFIXO + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def assinar(segredo: str, mensagem: str, instante: int, corpo: bytes) -> str:
    """Return the value of ``webhook-signature``: "v1," and base64 of HMAC-SHA256 of ``id.timestamp.body``.

    ``instante``: seconds since 1970. Raises ``ValueError`` for a secret that is none.
    """
    try:
        chave = base64.b64decode(segredo.removeprefix(PREFIXO), validate=True)
    except ValueError as erro:
        raise ValueError("not a secret") from erro
    conteudo = f"{mensagem}.{instante}.".encode() + corpo
    return "v1," + base64.b64encode(hmac.new(chave, conteudo, hashlib.sha256).digest()).decode()


def cabecalhos(segredo: str, mensagem: str, instante: int, corpo: bytes) -> dict[str, str]:
    """Return the three headers of a message."""
    return {
        "webhook-id": mensagem,
        "webhook-timestamp": str(instante),
        "webhook-signature": assinar(segredo, mensagem, instante, corpo),
    }
