"""PPPoE logins and passwords: what is accepted, what is suggested."""

from __future__ import annotations

import re
import secrets

from hubsoft.core.busca import palavras

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{2,63}")
NOME_DE_POOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
PARTICULAS = {"de", "da", "do", "das", "dos", "e"}
# Without characters that people mistake for one another on the phone: 0 o, 1 l i.
ALFABETO_DE_SENHA = "abcdefghjkmnpqrstuvwxyz23456789"
TAMANHO_DA_SENHA = 10
TAMANHO_DO_SEGREDO = 32


def sugerir_login(nome: str) -> str:
    """Return first and last name as ``maria.silva``; ``cliente`` when the name has no letter to use."""
    partes = [p for p in palavras(nome) if p not in PARTICULAS and p.isalnum()]
    sugestao = ".".join(dict.fromkeys([partes[0], partes[-1]])) if partes else "cliente"
    sugestao = sugestao[:56]
    return sugestao if len(sugestao) >= 3 else f"{sugestao}.cliente"


def gerar_senha() -> str:
    """Return a random PPPoE password that can be told on the phone (about 49 bits)."""
    return "".join(secrets.choice(ALFABETO_DE_SENHA) for _ in range(TAMANHO_DA_SENHA))


def gerar_segredo() -> str:
    """Return a random RADIUS secret of 32 characters, safe in RouterOS's command line."""
    return "".join(secrets.choice(ALFABETO_DE_SENHA) for _ in range(TAMANHO_DO_SEGREDO))


def normalizar_mac(texto: str) -> str:
    """Return a MAC typed in any usual notation as ``AA:BB:CC:DD:EE:FF``; raises ``ValueError``."""
    digitos = re.sub(r"[\s:.\-]", "", texto).upper()
    if not re.fullmatch(r"[0-9A-F]{12}", digitos):
        raise ValueError(texto)
    return ":".join(digitos[i : i + 2] for i in range(0, 12, 2))
