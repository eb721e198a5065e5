"""The documentation of the API: the OpenAPI document, and the same drawn as a page.

Drawn here and not by Swagger UI or its like, which write styles into the page: the policy forbids that.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.views.generic import View

from api.v1.montagem import documento
from hubsoft.core.telas import QUALQUER_USUARIO, TelaView

CONTEUDO = "application/json"


class Campo(NamedTuple):
    """A parameter or a field of a body, ready to be read."""

    nome: str
    tipo: str
    obrigatorio: bool
    descricao: str


class Operacao(NamedTuple):
    """One operation, ready to be read."""

    ancora: str
    metodo: str
    caminho: str
    resumo: str
    descricao: str
    permissao: str
    parametros: list[Campo]
    corpo: list[Campo]
    resposta: list[Campo]
    exemplo: str


class OpenApi(View):
    """The document that other tools read. It tells nothing of the provider, so it needs no token."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer it, with the address it was asked at as the server."""
        feito = documento()
        feito["servers"] = [{"url": f"{request.scheme}://{request.get_host()}"}]
        return HttpResponse(json.dumps(feito, ensure_ascii=False, default=str), content_type=CONTEUDO)


class Documentacao(TelaView):
    """The page."""

    permissao = QUALQUER_USUARIO
    titulo = "Documentação da API"
    icone = "book"
    template_name = "api/documentacao/pagina.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        feito = documento()
        grupos: dict[str, list[Operacao]] = {}
        for caminho, metodos in feito["paths"].items():
            for metodo, operacao in metodos.items():
                grupos.setdefault(operacao["tags"][0], []).append(descrever(feito, caminho, metodo, operacao))
        raiz = f"{request.scheme}://{request.get_host()}/api/v1"
        return self.renderizar(self.get_contexto(grupos=list(grupos.items()), raiz=raiz))


def descrever(feito: dict[str, Any], caminho: str, metodo: str, operacao: dict[str, Any]) -> Operacao:
    """Return an operation of the document as the page shows it."""
    corpo = operacao.get("requestBody", {}).get("content", {}).get(CONTEUDO, {}).get("schema", {})
    resposta: dict[str, Any] = next((r for status, r in operacao["responses"].items() if 200 <= int(status) < 300), {})
    devolvido = resposta.get("content", {}).get(CONTEUDO, {}).get("schema", {})
    return Operacao(
        operacao["operationId"],
        metodo.upper(),
        caminho,
        operacao["summary"],
        operacao.get("description", ""),
        operacao.get("x-permissao", ""),
        [Campo(p["name"], tipo(p["schema"]), p["required"], p.get("description", "")) for p in operacao["parameters"]],
        partes(feito, corpo),
        partes(feito, devolvido),
        exemplo(feito, corpo),
    )


def partes(feito: dict[str, Any], esquema: dict[str, Any], antes: str = "") -> list[Campo]:
    """Return the fields of an object with those inside them, by their path ("cliente.contatos[].valor")."""
    esquema = seguir(feito, esquema)
    lidas = []
    for curto, parte in esquema.get("properties", {}).items():
        opcoes = [opcao for opcao in parte.get("anyOf", [parte]) if opcao.get("type") != "null"]
        unica = opcoes[0] if len(opcoes) == 1 else {}
        lista = unica.get("type") == "array"
        objeto = unica.get("items", {}) if lista else unica
        nome, obrigatorio = f"{antes}{curto}", curto in esquema.get("required", [])
        descricao = parte.get("description", "")
        if "$ref" not in objeto:
            lidas.append(Campo(nome, tipo(parte), obrigatorio, descricao))
            continue
        lidas.append(Campo(nome, "lista de objetos" if lista else "objeto", obrigatorio, descricao))
        lidas += partes(feito, objeto, f"{nome}[]." if lista else f"{nome}.")
    return lidas


def exemplo(feito: dict[str, Any], corpo: dict[str, Any]) -> str:
    """Return the example of a body, indented; "" where the document has none."""
    exemplos = seguir(feito, corpo).get("examples")
    return json.dumps(exemplos[0], ensure_ascii=False, indent=2) if exemplos else ""


def seguir(feito: dict[str, Any], esquema: dict[str, Any]) -> dict[str, Any]:
    """Return what a reference points to."""
    alvo = esquema.get("$ref", "").rpartition("/")[2]
    achado: dict[str, Any] = feito["components"]["schemas"][alvo] if alvo else esquema
    return achado


def tipo(esquema: dict[str, Any]) -> str:
    """Return in Portuguese what a value is."""
    if "$ref" in esquema:
        return str(esquema["$ref"]).rpartition("/")[2]
    if "anyOf" in esquema:
        return " ou ".join(tipo(parte) for parte in esquema["anyOf"])
    if "enum" in esquema:
        return " | ".join(str(valor) for valor in esquema["enum"])
    if esquema.get("type") == "array":
        return f"lista de {tipo(esquema.get('items', {}))}"
    formato = {"date": "data", "date-time": "instante"}.get(esquema.get("format", ""))
    nomes = {"string": "texto", "integer": "inteiro", "boolean": "true | false", "null": "null", "object": "objeto"}
    return formato or nomes.get(esquema.get("type", ""), "")
