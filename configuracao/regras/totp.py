"""One-time codes of the second factor (TOTP, RFC 6238): six digits, thirty seconds, SHA-1, as all phone apps read.

The algorithm is ``cryptography``'s; here is what a login adds: which steps are accepted, and that none is twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITOS, PASSO = 6, 30
# A phone's clock may be one step early or late (RFC 6238 §5.2 recommends one).
TOLERANCIA = 1
ALFABETO = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0 and 1, which people mix up
TAMANHO_RECUPERACAO = 16
CODIGOS_DE_RECUPERACAO = 10


def novo_segredo() -> str:
    """Return a secret of 160 bits (RFC 4226 §4 R6) in base32, as the apps take it by hand."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def codigo_do_passo(segredo: str, passo: int) -> str:
    """Return the six digits of a time step (seconds since 1970 divided by thirty)."""
    # SHA-1 inside HMAC is what RFC 6238 says and apps support; its collisions do not matter there.
    totp = TOTP(base64.b32decode(segredo), DIGITOS, SHA1(), PASSO)  # noqa: S303
    return totp.generate(passo * PASSO).decode()


def passo_aceito(segredo: str, codigo: str, segundos: int, depois_de: int | None) -> int | None:
    """Return the time step whose code was typed, ``None`` when it is none of those accepted now.

    ``segundos``: now, since 1970. ``depois_de``: the last step accepted, which with all before it is used up (RFC 6238
    §5.2: a code is accepted once).
    """
    atual = segundos // PASSO
    achado = None
    for passo in range(atual - TOLERANCIA, atual + TOLERANCIA + 1):
        # Every step is compared, so that the time taken says nothing.
        if hmac.compare_digest(codigo_do_passo(segredo, passo), codigo) and (depois_de is None or passo > depois_de):
            achado = passo
    return achado


def endereco_do_aplicativo(segredo: str, login: str, emissor: str) -> str:
    """Return the ``otpauth://`` address that a QR code carries to the app (Key URI Format)."""
    nome = quote(f"{emissor}:{login}")
    dados = {"secret": segredo, "issuer": emissor, "digits": DIGITOS, "period": PASSO}
    return f"otpauth://totp/{nome}?{urlencode(dados, quote_via=quote)}"


def em_grupos(texto: str, separador: str = " ") -> str:
    """Return a key or code in groups of four, as people copy it."""
    return separador.join(texto[inicio : inicio + 4] for inicio in range(0, len(texto), 4))


def limpar_codigo(texto: str) -> str:
    """Return what was typed without spaces and hyphens, in capitals."""
    return "".join(letra for letra in texto.upper() if letra.isalnum() and letra.isascii())


def eh_do_aplicativo(codigo: str) -> bool:
    """Whether a clean code is of the app (six digits), not one of recovery."""
    return len(codigo) == DIGITOS and codigo.isdigit()


def novos_codigos() -> list[str]:
    """Return ten recovery codes of 80 bits each, clean."""
    return [
        "".join(secrets.choice(ALFABETO) for _ in range(TAMANHO_RECUPERACAO)) for _ in range(CODIGOS_DE_RECUPERACAO)
    ]


def resumo(codigo: str) -> str:
    """Return the hash under which a random code or token is kept.

    With 80 bits and more nobody finds it by trying, so no slow hash is needed, and it does not hang on any key.
    """
    return hashlib.sha256(codigo.encode()).hexdigest()
