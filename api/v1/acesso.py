"""Who asks: the token of the request, what it may do, how often."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from ninja.security import HttpBearer

from api.acoes.tokens import MARCA, resumo_do_token
from api.models import TokenApi
from api.v1.problemas import Problema, sem_token
from hubsoft.core.datas import agora
from hubsoft.core.middleware import ip_do_cliente
from hubsoft.core.telas.base import QUALQUER_USUARIO

log = logging.getLogger(__name__)
MINUTO = 60
RECUSAS_POR_MINUTO = 60  # of one address that shows no valid token
MAIOR_TOKEN = 200


class Direito(HttpBearer):
    """The permission that an operation asks of its token; ``QUALQUER_USUARIO``: any token in force."""

    openapi_bearerFormat = "hub_…"  # noqa: N815 (the name of OpenAPI)

    def __init__(self, permissao: str) -> None:
        super().__init__()
        self.permissao = permissao

    def __call__(self, request: HttpRequest) -> TokenApi:
        """Return the token read at the door; raises :class:`Problema` 403 without the permission."""
        token: TokenApi = request.token_api  # type: ignore[attr-defined]
        if self.permissao != QUALQUER_USUARIO and not token.pode(self.permissao):
            raise Problema(
                403, "sem-permissao", f"Este token não tem a permissão {self.permissao}, ou o usuário dele a perdeu."
            )
        return token

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the token; the door has read it (see ``api.v1.entrada``)."""
        return self(request)


def autenticar(request: HttpRequest) -> TokenApi:
    """Return the token of the request, its owner read with it; raises :class:`Problema` 401, or 429 for who guesses."""
    esquema, _, texto = request.headers.get("Authorization", "").partition(" ")
    texto = texto.strip()
    token = None
    if esquema.lower() == "bearer" and texto.startswith(MARCA) and len(texto) <= MAIOR_TOKEN:
        token = TokenApi.objects.select_related("usuario").filter(resumo=resumo_do_token(texto)).first()
    if token is None or not token.vale(agora()):
        ip = ip_do_cliente(request)
        contar(f"api:recusas:{ip}", RECUSAS_POR_MINUTO)
        raise sem_token()
    return token


def contar(chave: str, limite: int) -> tuple[int, int]:
    """Count one request under a key of this minute; return how many are left and in how many seconds it ends.

    Raises :class:`Problema` 429 over the limit. A Redis that is down limits nobody: the token is still asked for, and
    the provider's own integrations go on (ADR on the API).
    """
    agora_s = time.time()
    minuto, faltam = int(agora_s // MINUTO), MINUTO - int(agora_s % MINUTO)
    try:
        nome = f"{chave}:{minuto}"
        cache.add(nome, 0, 2 * MINUTO)
        feitos = int(cache.incr(nome))
    except Exception:
        log.warning("cache fora do ar: a API fica sem limite de pedidos", exc_info=True)
        return limite, faltam
    if feitos > limite:
        raise Problema(
            429,
            "pedidos-demais",
            f"O limite é de {limite} pedidos por minuto. Espere {faltam} s e continue.",
            cabecalhos=[("Retry-After", str(faltam)), *cabecalhos_do_limite(limite, 0, faltam)],
        )
    return limite - feitos, faltam


def cabecalhos_do_limite(limite: int, restam: int, faltam: int) -> list[tuple[str, str]]:
    """Return the headers that tell a client its limit."""
    return [
        ("RateLimit-Limit", str(limite)),
        ("RateLimit-Remaining", str(restam)),
        ("RateLimit-Reset", str(faltam)),
    ]


def marcar_uso(token: TokenApi, request: HttpRequest) -> None:
    """Keep when and from where the token was used, writing at most once a minute."""
    momento = agora()
    if token.ultimo_uso_em is None or (momento - token.ultimo_uso_em).total_seconds() >= MINUTO:
        TokenApi.objects.filter(pk=token.pk).update(ultimo_uso_em=momento, ultimo_ip=ip_do_cliente(request))
