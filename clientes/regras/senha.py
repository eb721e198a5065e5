"""A password to suggest (manual: *Como documentar senhas do cliente*: letters, digits and special characters)."""

from __future__ import annotations

import secrets

# Without those that look alike on a label (0 O, 1 l I) and those that a router's page or a shell reads otherwise.
LETRAS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ALGARISMOS = "23456789"
ESPECIAIS = "!@#%*-_=+?"
TAMANHO = 14


def sugerir_senha(tamanho: int = TAMANHO) -> str:
    """Return a random password of ``tamanho`` characters (at least 3) with every class, in random places."""
    todos = LETRAS + ALGARISMOS + ESPECIAIS
    caracteres = [secrets.choice(classe) for classe in (LETRAS, ALGARISMOS, ESPECIAIS)]
    caracteres += [secrets.choice(todos) for _ in range(tamanho - len(caracteres))]
    secrets.SystemRandom().shuffle(caracteres)
    return "".join(caracteres)
