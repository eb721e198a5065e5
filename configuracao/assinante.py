"""Where subscribers find a record in their portal, for the apps below it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from configuracao.variaveis import ler
from hubsoft.core.registro import PaginaDoAssinante, registro

VARIAVEL_ENDERECO = "ENDERECO_CENTRAL"


def endereco_do_assinante(chave: str, pk: int, request: HttpRequest) -> str:
    """Return the full address of a record's page in the portal, by the key of its ``PaginaDoAssinante``.

    Its beginning is the variable ``ENDERECO_CENTRAL``, else that of the request. Raises ``KeyError`` for a key that no
    app declares.
    """
    caminho = reverse(registro.por_chave(PaginaDoAssinante, chave).url, args=[pk])
    inicio = str(ler(VARIAVEL_ENDERECO)).strip().rstrip("/")
    if not inicio:
        return request.build_absolute_uri(caminho)
    return f"{inicio if '://' in inicio else f'https://{inicio}'}{caminho}"
