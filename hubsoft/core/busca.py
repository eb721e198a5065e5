"""Text search without contrib extensions: normalised words, prefix match, PostgreSQL's own full text index."""

from __future__ import annotations

import re
import unicodedata

from django.contrib.postgres.search import SearchQuery

_PALAVRA = re.compile(r"[0-9a-z]+")
MAXIMO_DE_PALAVRAS = 8


def normalizar(texto: str) -> str:
    """Return ``texto`` in lower case without accents."""
    decomposto = unicodedata.normalize("NFKD", texto)
    return "".join(c for c in decomposto if not unicodedata.combining(c)).lower()


def palavras(texto: str) -> list[str]:
    """Return the normalised words (letters and digits) of what a person typed."""
    return _PALAVRA.findall(normalizar(texto))[:MAXIMO_DE_PALAVRAS]


def consulta_prefixos(texto: str) -> SearchQuery | None:
    """Return a query matching rows that have, for each typed word, one that begins with it; ``None`` for no word."""
    encontradas = palavras(texto)
    if not encontradas:
        return None
    return SearchQuery(" & ".join(f"{palavra}:*" for palavra in encontradas), config="simple", search_type="raw")
