"""The API put together: its nouns, its errors, its addresses, its OpenAPI document."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from copy import deepcopy
from functools import cache, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from ninja import NinjaAPI
from ninja.operation import Operation

from api.v1.acesso import Direito
from api.v1.entrada import CABECALHO, pela_entrada
from api.v1.problemas import TIPO, TITULOS, Falha, Problema, tratar
from api.v1.recursos import apoio, clientes, eu, faturas, ordens, planos, prospectos, rede, servicos, vendas
from hubsoft.core.telas.base import QUALQUER_USUARIO

PREFIXO = "/api/v1"
NOME = "api_v1"
RECURSOS = (eu, clientes, prospectos, vendas, servicos, rede, faturas, ordens, planos, apoio)
DESCRICAO = """API do Hubsoft para outros sistemas do provedor. Cada pedido leva o cabeçalho
`Authorization: Bearer <token>`; um token pode o que foi dado a ele e que o usuário dele também pode, nas cidades dele.
Valores em reais são textos com duas casas (`"99.90"`), datas são ISO 8601. As listas vêm em páginas: envie o `proximo`
de uma como `cursor` da seguinte. Erros são `application/problem+json` (RFC 9457)."""


def so_nomes_conhecidos(rodar: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a parameter that an operation does not take: a misspelt filter must not list everything."""
    operacao: Operation = rodar.__self__  # type: ignore[attr-defined]
    conhecidos = {
        nome
        for modelo in operacao.models
        if modelo.__ninja_param_source__ == "query"
        for nome in modelo.__ninja_flatten_map__
    }

    @wraps(rodar)
    def conferir(request: HttpRequest, **valores: Any) -> HttpResponse:
        estranhos = sorted(set(request.GET) - conhecidos)
        if estranhos:
            falhas = [Falha(nome[:100], "Este parâmetro não existe. Confira na documentação.") for nome in estranhos]
            raise Problema(422, "validacao", "Corrija os parâmetros indicados e envie de novo.", falhas)
        return rodar(request, **valores)

    return conferir


class Api(NinjaAPI):
    """An API whose operations are called what their functions are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the operation in the document."""
        return operation.view_func.__name__


def montar() -> Api:
    """Return the API."""
    nova = Api(
        title="API do Hubsoft",
        version="1",
        description=DESCRICAO,
        openapi_url=None,
        docs_url=None,
        urls_namespace=NOME,
    )
    tratar(nova)
    for recurso in RECURSOS:
        recurso.router.add_decorator(so_nomes_conhecidos, mode="view")
        nova.add_router("", recurso.router)
    return nova


api = montar()


def desconhecido(request: HttpRequest) -> HttpResponse:
    """Answer an address that is none of the API's."""
    raise Http404


def rotas() -> list[URLPattern | URLResolver]:
    """Return the addresses of the API, each behind the door."""
    de_operacoes = [rota for rota in api.urls[0] if isinstance(rota, URLPattern) and rota.name != "api-root"]
    # No form of another page posts here: who asks is the token, and no cookie counts.
    desconhecido.csrf_exempt = True  # type: ignore[attr-defined]
    resto = re_path(r"^", desconhecido, name="desconhecido")
    return [*(pela_entrada(rota) for rota in de_operacoes), pela_entrada(resto)]


@cache
def _documento() -> dict[str, Any]:
    documento = dict(api.get_openapi_schema(path_prefix=PREFIXO))
    documento["components"]["schemas"]["Problema"] = ESQUEMA_DO_PROBLEMA
    direitos = {
        (f"{PREFIXO}{caminho}", metodo.lower()): next(c for c in operacao.auth_callbacks if isinstance(c, Direito))
        for recurso in RECURSOS
        for caminho, visao in recurso.router.path_operations.items()
        for operacao in visao.operations
        for metodo in operacao.methods
    }
    for caminho, metodos in documento["paths"].items():
        for metodo, operacao in metodos.items():
            direito = direitos[_com_tipos(caminho, direitos), metodo]
            if direito.permissao != QUALQUER_USUARIO:
                operacao["x-permissao"] = direito.permissao
            if metodo == "post":
                operacao["parameters"].append(PARAMETRO_DA_CHAVE)
            for status in RECUSAS if metodo == "get" else (400, *RECUSAS, 409, 413):
                conteudo = {TIPO: {"schema": {"$ref": "#/components/schemas/Problema"}}}
                operacao["responses"].setdefault(str(status), {"description": TITULOS[status], "content": conteudo})
    return documento


def _com_tipos(caminho: str, direitos: dict[tuple[str, str], Direito]) -> str:
    """Return the path as the routers write it, with the kinds of its parts."""
    return next(c for c, _metodo in direitos if c.replace("{int:", "{") == caminho)


def documento() -> dict[str, Any]:
    """Return the OpenAPI document (3.1); the caller may change its copy."""
    return deepcopy(_documento())


RECUSAS = (401, 403, 404, 422, 429, 503)
PARAMETRO_DA_CHAVE = {
    "in": "header",
    "name": CABECALHO,
    "required": True,
    "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,100}$", "examples": [str(uuid.UUID(int=7406, version=4))]},
    "description": "Um valor novo para cada operação; repetido, a resposta é a da primeira vez e nada é feito de novo.",
}
ESQUEMA_DO_PROBLEMA = {
    "title": "Problema",
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "erros": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["campo", "mensagem"],
                "properties": {"campo": {"type": "string"}, "mensagem": {"type": "string"}},
            },
        },
    },
}


# Asked inside operations, beside the one that opens them.
DIREITOS_DE_DENTRO = (
    "financeiro.alterar_valor_recebido",
    "financeiro.receber_data_passada",
    "clientes.alterar_plano_inferior",
    "clientes.pausar_fora_da_regra",
)


@cache
def permissoes_da_api() -> frozenset[str]:
    """Return the permissions that a token can use."""
    pedidas = {
        direito.permissao
        for recurso in RECURSOS
        for visao in recurso.router.path_operations.values()
        for operacao in visao.operations
        for direito in operacao.auth_callbacks
        if isinstance(direito, Direito)
    }
    return frozenset(pedidas - {QUALQUER_USUARIO}) | frozenset(DIREITOS_DE_DENTRO)
