"""The API walked as a whole, from its own list of operations: permission, city limit, hostile input.

A new operation is in it from its first day.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client

from api.v1.montagem import PREFIXO, RECURSOS, documento, permissoes_da_api
from clientes.models import Cliente, Contato, Endereco, ServicoCliente
from configuracao.models import Cidade
from financeiro.models import Cobranca, Fatura, Recibo
from hubsoft.core.registro import Permissao, registro
from hubsoft.core.telas.base import MAIOR_ID, QUALQUER_USUARIO
from rede.models import Acesso
from tests import fabricas
from tests.api.fabricas import Integracao, token
from tests.casa.hostil import GUARDAVEL
from tests.casa.percurso import com_escopo, desfeito, impressao

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provedor")]
MARCA = "zqxfora"
OPERACOES = [
    (metodo, caminho, direito.permissao)
    for recurso in RECURSOS
    for caminho, visao in recurso.router.path_operations.items()
    for operacao in visao.operations
    for metodo in operacao.methods
    for direito in operacao.auth_callbacks
]
# Whose rows each path with an id is about.
DE_QUEM = {
    "clientes": Cliente,
    "contatos": Contato,
    "servicos": ServicoCliente,
    "faturas": Fatura,
    "recibos": Recibo,
    "cobrancas": Cobranca,
    "ordens-de-servico": apps.get_model("atendimento", "OrdemServico"),
    "planos": apps.get_model("clientes", "Plano"),
    "prospectos": apps.get_model("clientes", "Prospecto"),
}
TEXTOS = ("", "\x00", "x" * 5000, "'; DROP TABLE x; --", GUARDAVEL, "\u202e\U0001f4a9", "%00", "../..", "{{7*7}}")
OUTROS = (None, True, -1, 0, 2**63, 10**400, 1.5, 1e308, [], {}, [[]], {"a": 1}, "2026-02-30", "9999-12-31", "NaN")


def nome(caminho: str) -> str:
    return caminho.split("/")[1]


def endereco(caminho: str, pk: Any) -> str:
    """Return the address of an operation on a row, and on the first contact of a client."""
    url = caminho.replace("{int:id}", str(pk)).replace("{tipo}", "instalacao")
    if "{int:contato_id}" not in url:
        return url
    contato = Contato.objects.filter(cliente=pk).order_by("pk").first() if pk < MAIOR_ID else None
    return url.replace("{int:contato_id}", str(contato.pk if contato else pk))


@pytest.fixture
def limitado(provedor: Any) -> Any:
    """Somebody who may do everything, in the first client's city only."""
    cidade = Cidade.objects.get(pk=Endereco.objects.filter(servico=None).earliest("pk").cidade_id)
    return fabricas.usuario("limitado", permissoes=[p.codigo for p in registro.todos(Permissao)], cidades=[cidade])


@pytest.fixture
def de_limitado(limitado: Any) -> Integracao:
    return Integracao(token(limitado)[1], raise_request_exception=False)


def linha_de(caminho: str, usuario: Any) -> int:
    """Return a row that the user may see, for a path with an id."""
    linhas = DE_QUEM[nome(caminho)]._default_manager.all()
    visiveis = linhas.visiveis_para(usuario) if com_escopo(linhas.model) else linhas
    pk = visiveis.order_by("-pk").values_list("pk", flat=True).first()
    assert pk is not None, caminho
    return int(pk)


def test_toda_operacao_pede_um_token_e_a_permissao_dela(limitado: Any) -> None:
    anonimo = Client(raise_request_exception=False)
    sem_nada = Integracao(token(limitado, ["importacao.importar"])[1], raise_request_exception=False)
    falhas = []
    for n, (metodo, caminho, permissao) in enumerate(OPERACOES):
        url = endereco(caminho, 1)
        # From many addresses: one that shows no token is soon told to wait.
        de = f"203.0.113.{n % 250 + 1}"
        resposta = anonimo.generic(metodo, PREFIXO + url, headers={"Idempotency-Key": "a"}, REMOTE_ADDR=de)
        if resposta.status_code != 401:
            falhas.append(f"{metodo} {url} without token: {resposta.status_code}")
        if permissao == QUALQUER_USUARIO:
            continue
        # Before the body is looked at: nobody learns from the errors of a form they may not fill.
        resposta = sem_nada.pedir(metodo, url, b"{")
        if resposta.status_code != 403:
            falhas.append(f"{metodo} {url} without permission: {resposta.status_code}")
    assert len(OPERACOES) > 20
    assert not falhas, "\n".join(falhas)
    assert {p for *_, p in OPERACOES if p == QUALQUER_USUARIO} == {QUALQUER_USUARIO}
    assert {c for _m, c, p in OPERACOES if p == QUALQUER_USUARIO} == {"/eu", "/cidades"}
    assert permissoes_da_api() <= {p.codigo for p in registro.todos(Permissao)}


def test_o_que_e_de_outra_cidade_nao_existe(limitado: Any, de_limitado: Integracao) -> None:
    visiveis = Cliente.objects.visiveis_para(limitado).values("pk")
    fora = Cliente.objects.exclude(pk__in=visiveis)
    fora.update(nome=Concat(Value(f"{MARCA} "), F("nome")))
    Acesso.objects.exclude(servico__cliente__in=visiveis).update(login=Concat(Value(MARCA), F("login")))
    modelos = [Cliente, Contato, ServicoCliente, Fatura, Cobranca, Recibo]
    antes = impressao(modelos)
    falhas, sem_linha = [], set()
    for metodo, caminho, _permissao in OPERACOES:
        if "{int:id}" not in caminho:
            if metodo != "GET":
                continue
            for ordem in ("id", "-id") if caminho != "/sessoes" else ("",):
                consulta = {"limite": 100, **({"ordem": ordem} if ordem else {})}
                resposta = de_limitado.get(caminho, **({} if caminho == "/eu" else consulta))
                if resposta.status_code != 200 or MARCA in resposta.content.decode().lower():
                    falhas.append(f"{caminho}: {resposta.status_code}")
            continue
        modelo = DE_QUEM[nome(caminho)]
        if not com_escopo(modelo):
            continue
        linhas = modelo._default_manager.all()
        alheia = linhas.exclude(pk__in=linhas.visiveis_para(limitado).values("pk")).first()
        if alheia is None:
            sem_linha.add(modelo._meta.label)
            continue
        for corpo in (None, corpo_de(metodo, caminho)):
            with desfeito():
                resposta = de_limitado.pedir(metodo, endereco(caminho, alheia.pk), corpo)
            if resposta.status_code not in (404, 422) or MARCA in resposta.content.decode().lower():
                falhas.append(f"{metodo} {caminho}: {resposta.status_code} {resposta.content[:200]!r}")
        if resposta.status_code != 404:
            falhas.append(f"{metodo} {caminho} with a good body: {resposta.status_code} {resposta.content[:300]!r}")
    assert not falhas, "\n".join(falhas)
    assert not sem_linha
    assert impressao(modelos) == antes
    # Filters by somebody else's client find nothing.
    alheio = fora.first()
    assert alheio is not None
    for caminho in ("/servicos", "/faturas", "/cobrancas", "/recibos", "/ordens-de-servico"):
        assert de_limitado.get(caminho, cliente_id=alheio.pk).json()["itens"] == []
    limitado.cidades.clear()
    assert de_limitado.get("/clientes").json()["itens"] == []
    assert de_limitado.get("/faturas").json()["itens"] == []


def corpo_de(metodo: str, caminho: str) -> Any:
    """Return a body of the right shape for an operation, made of its schema; ``None`` where it takes none."""
    feito = documento()
    publicado = PREFIXO + caminho.replace("{int:", "{")
    corpo = feito["paths"][publicado][metodo.lower()].get("requestBody")
    return None if corpo is None else exemplo(feito, corpo["content"]["application/json"]["schema"])


def exemplo(feito: dict[str, Any], esquema: dict[str, Any]) -> Any:
    """Return a value that a schema takes, with what it requires only."""
    if "$ref" in esquema:
        return exemplo(feito, feito["components"]["schemas"][esquema["$ref"].rpartition("/")[2]])
    if "anyOf" in esquema:
        return exemplo(feito, esquema["anyOf"][0])
    if esquema.get("examples"):
        return esquema["examples"][0]
    if "enum" in esquema:
        return esquema["enum"][0]
    if esquema.get("type") == "object":
        return {n: exemplo(feito, esquema["properties"][n]) for n in esquema.get("required", [])}
    if esquema.get("type") == "array":
        return [exemplo(feito, esquema["items"])] * esquema.get("minItems", 0)
    if esquema.get("format") == "date":
        return "2026-12-01"
    return {"string": "texto", "integer": 1, "boolean": False, "null": None}[esquema.get("type", "null")]


def test_entrada_hostil_nunca_e_erro_nosso(limitado: Any, de_limitado: Integracao) -> None:
    feito = documento()
    falhas, tentativas = [], 0
    for metodo, caminho, _permissao in OPERACOES:
        url = endereco(caminho, linha_de(caminho, limitado)) if "{int:id}" in caminho else caminho
        publicado = feito["paths"][PREFIXO + caminho.replace("{int:", "{")][metodo.lower()]
        nomes = [p["name"] for p in publicado["parameters"] if p["in"] == "query"]
        pedidos: list[tuple[str, Any]] = [(endereco(caminho, 10**30), None)]
        for volta in range(4 if nomes else 0):
            # Each name meets another value in each round.
            consulta = {n: (*TEXTOS, *OUTROS)[(5 * volta + i) % 24] for i, n in enumerate(nomes)}
            pedidos.append((f"{url}?{'&'.join(f'{n}={quote(v)}' for n, v in consulta.items())}", None))
        if metodo != "GET":
            bom = corpo_de(metodo, caminho)
            pedidos += [(url, corpo) for corpo in (b"", b"{", b"\xff\xfe", b"null", b"[]", b"NaN", b"[" * 100_000)]
            for ataque in (*TEXTOS, *OUTROS):
                pedidos.append((url, trocar(bom, ataque)))
            pedidos += [(url, {**bom, "estranho": 1})] if isinstance(bom, dict) else []
            for campo in campos_de(feito, publicado):
                pedidos += [
                    (url, {**(bom or {}), campo: ataque}) for ataque in (TEXTOS[4], OUTROS[4], "\ud800", "x" * 151)
                ]
        for destino, corpo in pedidos:
            tentativas += 1
            with desfeito():
                dados = corpo if corpo is None or isinstance(corpo, bytes) else json.dumps(corpo).encode()
                resposta = de_limitado.pedir(metodo, destino, dados, **{"Idempotency-Key": uuid.uuid4().hex})
            tipo = resposta.headers["Content-Type"]
            if resposta.status_code >= 500 or (resposta.status_code >= 400 and tipo != "application/problem+json"):
                falhas.append(
                    f"{metodo} {destino[:150]} {str(corpo)[:150]}: {resposta.status_code} {resposta.content[:200]!r}"
                )
    assert tentativas > 3 * len(OPERACOES)
    assert not falhas, "\n".join(falhas)


def quote(valor: Any) -> str:
    from urllib.parse import quote as codificar

    return codificar(str(valor))


def campos_de(feito: dict[str, Any], operacao: dict[str, Any]) -> list[str]:
    esquema = operacao.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    alvo = esquema.get("$ref", "").rpartition("/")[2]
    return list(feito["components"]["schemas"][alvo].get("properties", {})) if alvo else []


def trocar(bom: Any, valor: Any) -> Any:
    """Return a body with every value replaced."""
    if isinstance(bom, dict):
        return {n: trocar(v, valor) for n, v in bom.items()}
    return [trocar(v, valor) for v in bom] if isinstance(bom, list) else valor


def test_o_que_esta_guardado_vai_como_texto(de_limitado: Integracao, limitado: Any) -> None:
    Cliente.objects.update(observacoes=GUARDAVEL, nome_fantasia=GUARDAVEL)
    pagina = de_limitado.get("/clientes", limite=100)
    assert pagina.headers["Content-Type"].startswith("application/json")
    assert pagina.headers["X-Content-Type-Options"] == "nosniff"
    assert {c["observacoes"] for c in pagina.json()["itens"]} == {GUARDAVEL}
