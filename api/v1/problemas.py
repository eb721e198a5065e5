"""Errors of the API: ``application/problem+json`` (RFC 9457), in Portuguese, saying what to do."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as ErroDeFormato

from hubsoft.core.erros import ErroDeNegocio, TransicaoInvalida
from hubsoft.core.views.erros import ESPERA

log = logging.getLogger(__name__)
TIPO = "application/problem+json"
NOME_DO_TIPO = "urn:hubsoft:problema:"
TITULOS = {
    400: "Pedido malformado",
    401: "Token ausente ou inválido",
    403: "Sem permissão",
    404: "Não encontrado",
    405: "Método não permitido",
    409: "Conflito com o estado atual",
    413: "Pedido grande demais",
    422: "Dados recusados",
    429: "Pedidos demais",
    500: "Erro interno",
    503: "Indisponível agora",
}
# What people read for the kinds of error of pydantic; ``{…}`` are their own values.
MENSAGENS = {
    "missing": "Informe este campo.",
    "extra_forbidden": "Este campo não existe. Confira o nome na documentação.",
    "string_type": "Deve ser um texto.",
    "string_too_short": "Deve ter ao menos {min_length} caractere(s).",
    "string_too_long": "Deve ter no máximo {max_length} caracteres.",
    "string_pattern_mismatch": "Está fora do formato esperado. Confira na documentação.",
    "string_unicode": "O texto não é UTF-8 válido.",
    "int_type": "Deve ser um número inteiro.",
    "int_parsing": "Deve ser um número inteiro.",
    "int_parsing_size": "O número é grande demais.",
    "int_from_float": "Deve ser um número inteiro.",
    "bool_type": "Deve ser true ou false.",
    "bool_parsing": "Deve ser true ou false.",
    "greater_than": "Deve ser maior que {gt}.",
    "greater_than_equal": "Deve ser no mínimo {ge}.",
    "less_than": "Deve ser menor que {lt}.",
    "less_than_equal": "Deve ser no máximo {le}.",
    "enum": "Deve ser um destes: {expected}.",
    "literal_error": "Deve ser um destes: {expected}.",
    "list_type": "Deve ser uma lista.",
    "too_long": "Deve ter no máximo {max_length} itens.",
    "too_short": "Deve ter ao menos {min_length} item(ns).",
    "dict_type": "Deve ser um objeto.",
    "model_type": "Deve ser um objeto.",
    "model_attributes_type": "Deve ser um objeto.",
}
DE_DATA = "Deve ser uma data como 2026-11-25."
DE_INSTANTE = "Deve ser um instante como 2026-11-25T14:00:00-03:00."


class Falha(NamedTuple):
    """What is wrong with one field: where ("endereco.cep"; "" the whole) and why."""

    campo: str
    mensagem: str


class Problema(Exception):
    """An answer other than success.

    ``nome`` ends its ``type`` ("validacao"); ``cabecalhos`` go with it.
    """

    def __init__(
        self,
        status: int,
        nome: str,
        detalhe: str,
        erros: Sequence[Falha] = (),
        cabecalhos: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(detalhe)
        self.status, self.nome, self.detalhe = status, nome, detalhe
        self.erros, self.cabecalhos = tuple(erros), tuple(cabecalhos)


def responder(request: HttpRequest, problema: Problema) -> HttpResponse:
    """Return the answer that tells a problem."""
    corpo: dict[str, Any] = {
        "type": f"{NOME_DO_TIPO}{problema.nome}",
        "title": TITULOS[problema.status],
        "status": problema.status,
        "detail": problema.detalhe,
        "instance": request.path,
    }
    if problema.erros:
        corpo["erros"] = [{"campo": f.campo, "mensagem": f.mensagem} for f in problema.erros]
    resposta = HttpResponse(json.dumps(corpo, ensure_ascii=False), status=problema.status, content_type=TIPO)
    for nome, valor in problema.cabecalhos:
        resposta.headers[nome] = valor
    return resposta


def de_excecao(erro: Exception) -> Problema | None:
    """Return the problem that an error means, ``None`` for one of ours."""
    if isinstance(erro, Problema):
        return erro
    if isinstance(erro, ErroDeFormato):
        return Problema(422, "validacao", "Corrija os campos indicados e envie de novo.", falhas_de(erro.errors))
    if isinstance(erro, TransicaoInvalida):
        return Problema(409, "estado", erro.mensagem, [Falha(erro.campo, erro.mensagem)] if erro.campo else [])
    if isinstance(erro, ErroDeNegocio):
        return Problema(422, "recusado", erro.mensagem, [Falha(erro.campo or "", erro.mensagem)])
    if isinstance(erro, ValidationError):
        return Problema(422, "validacao", " ".join(erro.messages), [Falha("", m) for m in erro.messages])
    if isinstance(erro, Http404):
        return Problema(404, "nao-encontrado", "O registro não existe, ou está fora das cidades deste token.")
    if isinstance(erro, AuthenticationError):
        return sem_token()
    if isinstance(erro, PermissionDenied):
        return Problema(403, "sem-permissao", "Este token não pode fazer isto.")
    if isinstance(erro, RequestDataTooBig):
        return Problema(413, "grande-demais", "O corpo do pedido passa do tamanho aceito.")
    if isinstance(erro, (OperationalError, InterfaceError)):
        log.warning("API: o banco de dados não respondeu", exc_info=erro)
        texto = f"O sistema está voltando. Espere {ESPERA} s e repita, um POST com a mesma chave."
        return Problema(503, "indisponivel", texto, cabecalhos=[("Retry-After", str(ESPERA))])
    if isinstance(erro, HttpError):
        return Problema(400, "malformado", "O corpo do pedido não é um JSON válido.")
    return None


def sem_token() -> Problema:
    """Return the problem of who shows no token that is worth anything."""
    return Problema(
        401,
        "nao-autenticado",
        "Envie o cabeçalho Authorization: Bearer com um token em vigor. Tokens são criados em Configuração › "
        "Tokens da API.",
        cabecalhos=[("WWW-Authenticate", 'Bearer realm="Hubsoft"')],
    )


def falhas_de(erros: Iterable[dict[str, Any]]) -> list[Falha]:
    """Return the errors of pydantic as people read them; the first part of their place is the kind of parameter."""
    falhas = []
    for erro in erros:
        partes = [str(parte) for parte in erro["loc"][1:]]
        if erro["loc"][0] == "body" and partes:
            partes = partes[1:]  # the name of the function's argument
        falhas.append(Falha(".".join(partes), _mensagem(erro)))
    return falhas


def _mensagem(erro: dict[str, Any]) -> str:
    tipo = erro["type"]
    if tipo.startswith(("date_from", "date_parsing", "date_type")):
        return DE_DATA
    if tipo.startswith(("datetime", "timezone")):
        return DE_INSTANTE
    if tipo == "value_error":
        return str(erro["msg"]).removeprefix("Value error, ")
    if tipo not in MENSAGENS:
        return "Valor inválido."
    contexto = {nome: str(valor).replace(" or ", " ou ") for nome, valor in erro.get("ctx", {}).items()}
    return MENSAGENS[tipo].format(**contexto)


def tratar(api: NinjaAPI) -> None:
    """Make an API answer every error as a problem; ours are logged and said to be ours."""

    def responder_a(request: HttpRequest, erro: Any) -> HttpResponse:
        problema = de_excecao(erro)
        if problema is None:
            log.exception("API: %s %s", request.method, request.path, exc_info=erro)
            got_request_exception.send(sender=type(api), request=request)
            problema = Problema(500, "interno", "O erro foi registrado. Tente de novo em alguns minutos.")
        return responder(request, problema)

    for tipo in (Exception, ErroDeFormato, HttpError, AuthenticationError, Http404):
        api.add_exception_handler(tipo, responder_a)
