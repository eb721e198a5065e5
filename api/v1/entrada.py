"""The door of the API: every request passes here before its operation.

Token, limit, who acts, once only (idempotency), and errors that are no operation's own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

import pghistory
from django.db import connection, transaction
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from api.models import PedidoIdempotente, TokenApi
from api.v1.acesso import autenticar, cabecalhos_do_limite, contar, marcar_uso
from api.v1.problemas import Falha, Problema, de_excecao, responder
from hubsoft.core.middleware import como_usuario

CABECALHO = "Idempotency-Key"
FORMATO_DA_CHAVE = re.compile(r"[\x21-\x7e]{1,100}")
ESPERA_PELO_OUTRO = "5s"
REPETIDO = "Idempotency-Replayed"
View = Callable[..., HttpResponse]


def pela_entrada(rota: URLPattern) -> URLPattern:
    """Return the route with its view behind the door."""
    rota.callback = _com_entrada(rota.callback)
    return rota


def _com_entrada(view: View) -> View:
    @wraps(view)
    def entrar(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            resposta = _atender(request, view, args, kwargs)
        except Exception as erro:
            problema = de_excecao(erro)
            if problema is None:
                raise
            resposta = responder(request, problema)
        # What a token sees is nobody else's.
        resposta.headers["Cache-Control"] = "no-store"
        return resposta

    return entrar


def _atender(request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse:
    token = autenticar(request)
    restam, faltam = contar(f"api:token:{token.pk}", token.por_minuto)
    marcar_uso(token, request)
    request.token_api = token  # type: ignore[attr-defined]
    # Verbs ask the person for more permissions than the operation's own: through a token, only those it was given.
    token.usuario.limite = frozenset(token.permissoes)
    request.user = token.usuario
    with como_usuario(token.usuario), pghistory.context(user=token.usuario_id, url=request.path, token=token.pk):
        if request.method == "POST":
            resposta = _uma_vez(request, token, lambda: view(request, *args, **kwargs))
        else:
            resposta = view(request, *args, **kwargs)
    if resposta.status_code == 405:
        permitidos = resposta.headers["Allow"]
        problema = Problema(405, "metodo", f"Este endereço aceita {permitidos}.", cabecalhos=[("Allow", permitidos)])
        resposta = responder(request, problema)
    for nome, valor in cabecalhos_do_limite(token.por_minuto, restam, faltam):
        resposta.headers[nome] = valor
    return resposta


def _uma_vez(request: HttpRequest, token: TokenApi, fazer: Callable[[], HttpResponse]) -> HttpResponse:
    """Do a write once for each key of a token; the second time answer as the first.

    The key and what is done commit together. What is refused leaves nothing, so the same key may be tried again.
    Raises :class:`Problema` for a missing key, one used for another request, and one whose request is still running.
    """
    chave = request.headers.get(CABECALHO, "")
    if not FORMATO_DA_CHAVE.fullmatch(chave):
        texto = f"Envie o cabeçalho {CABECALHO} com um valor novo para cada operação (um UUID, por exemplo)."
        raise Problema(400, "sem-chave", f"{texto} Repita o mesmo valor só para repetir o mesmo pedido.")
    resumo = hashlib.sha256(b"\n".join((request.method.encode(), request.path.encode(), request.body))).hexdigest()  # type: ignore[union-attr]
    with transaction.atomic():
        pedido = _reservar(token, chave, resumo)
        if pedido is None:
            return _repetir(PedidoIdempotente.objects.get(token=token, chave=chave), resumo)
        resposta = fazer()
        if 200 <= resposta.status_code < 300:
            pedido.status, pedido.tipo = resposta.status_code, resposta.headers.get("Content-Type", "")
            pedido.corpo = resposta.content
            pedido.save(update_fields=["status", "tipo", "corpo"])
        else:
            transaction.set_rollback(True)
    return resposta


def _reservar(token: TokenApi, chave: str, resumo: str) -> PedidoIdempotente | None:
    """Return the new row of a key, ``None`` when there is one; waits a little for who holds it right now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{ESPERA_PELO_OUTRO}'")
        try:
            with transaction.atomic():
                cursor.execute(
                    "INSERT INTO api_pedidoidempotente (token_id, chave, resumo, tipo, corpo, criado_em) "
                    "VALUES (%s, %s, %s, '', '', now()) ON CONFLICT (token_id, chave) DO NOTHING RETURNING id",
                    [token.pk, chave, resumo],
                )
                linha = cursor.fetchone()
        except OperationalError as erro:
            texto = "Um pedido com esta chave ainda está em andamento. Espere e repita."
            raise Problema(409, "em-andamento", texto, cabecalhos=[("Retry-After", "5")]) from erro
        cursor.execute("SET LOCAL lock_timeout = 0")
    return None if linha is None else PedidoIdempotente(pk=linha[0], token=token, chave=chave, resumo=resumo)


def _repetir(pedido: PedidoIdempotente, resumo: str) -> HttpResponse:
    if pedido.resumo != resumo:
        texto = "Esta chave já foi usada para outro pedido. Use uma chave nova."
        raise Problema(422, "chave-de-outro", texto, [Falha(CABECALHO, texto)])
    resposta = HttpResponse(bytes(pedido.corpo), status=pedido.status, content_type=pedido.tipo)
    resposta.headers[REPETIDO] = "true"
    return resposta
