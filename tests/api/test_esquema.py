"""What is asked by the OpenAPI document, right and wrong, is answered as the document says; never by a 500.

Schemathesis makes the requests and checks the answers, straight on the WSGI application. Every call is undone, so each
operation meets the same rows; the examples are the same at every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.v1.montagem import documento
from atendimento.models import TipoOrdemServico
from clientes.acoes import salvar_prospecto
from clientes.acoes.prospectar import CAMPOS
from financeiro.models import Recibo
from tests import fabricas
from tests.api.fabricas import token
from tests.api.test_leitura import fatura, ordem, recibo, sessao
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas as de_financeiro

pytestmark = pytest.mark.django_db
CHECAGENS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# How many requests are made of each operation by its rules, and how many against them.
EXEMPLOS = {GenerationMode.POSITIVE: 6, GenerationMode.NEGATIVE: 5}
NENHUM = 2**40
OPERACOES = [(c, m) for c, metodos in documento()["paths"].items() for m in metodos]


def semear(admin: Any) -> dict[str, int]:
    """Make a row of each kind; return their ids by the first word of the path, or the name of the field."""
    servico = sessao(1).acesso.servico
    dados = dict.fromkeys(CAMPOS, "") | {
        "nome": "Bia", "telefone": "19988880000", "logradouro": "Rua", "cidade": fabricas.cidade(),
        "origem": None, "vendedor": None, "latitude": None, "longitude": None,
    }  # fmt: skip
    pago: Recibo = recibo(admin)
    vendedor = fabricas.usuario(vendedor=True, tecnico=True)
    return {
        "clientes": servico.cliente_id,
        "contato_id": servico.cliente.contatos.get().pk,
        "servicos": servico.pk,
        "faturas": fatura(servico.cliente).pk,
        "cobrancas": de_financeiro.cobranca(servico.cliente).pk,
        "recibos": pago.pk,
        "ordens-de-servico": ordem().pk,
        "planos": servico.plano_id,
        "prospectos": salvar_prospecto(dados, None, admin).pk,
        "cliente_id": servico.cliente_id,
        "servico_id": servico.pk,
        "junto_com_id": servico.pk,
        "plano_id": servico.plano_id,
        "cidade_id": fabricas.cidade().pk,
        "vendedor_id": vendedor.pk,
        "tecnico_id": vendedor.pk,
        "forma_id": de_financeiro.forma_cobranca().pk,
        "modelo_id": de_clientes.modelo_contrato().pk,
        "caixa_id": pago.caixa_id,
        "tipo_id": TipoOrdemServico.objects.get().pk,
    }


def com_ids(no: Any, ids: dict[str, int]) -> None:
    """Let the document's ids be those of rows that exist, or of none: any other number would be of none too."""
    if isinstance(no, list):
        for parte in no:
            com_ids(parte, ids)
    if not isinstance(no, dict):
        return
    for nome, valor in no.items():
        if nome in ids and isinstance(valor, dict):
            valor.clear()
            valor["enum"] = [ids[nome], NENHUM]
        else:
            com_ids(valor, ids)


@pytest.fixture
def mesma_conexao() -> Iterator[None]:
    """Leave the connection of the test open between requests, as Django's own test client does."""
    for sinal in (request_started, request_finished):
        sinal.disconnect(close_old_connections)
    yield
    for sinal in (request_started, request_finished):
        sinal.connect(close_old_connections)


@pytest.fixture
def alvo(admin: Any, mesma_conexao: None) -> tuple[dict[str, int], Any, dict[str, str]]:
    """Give the ids, the schema, and the headers of a token that may do all."""
    ids = semear(admin)
    feito = documento()
    # What requests bring: it alone refuses names that it does not know.
    pedidos = [e for e in feito["components"]["schemas"].values() if e.get("additionalProperties") is False]
    com_ids(pedidos, {n: i for n, i in ids.items() if n.endswith("_id")})
    esquema = schemathesis.openapi.from_dict(feito)
    esquema.app = get_wsgi_application()
    return ids, esquema, {"Authorization": f"Bearer {token(admin)[1]}"}


@pytest.mark.parametrize("modo", list(EXEMPLOS), ids=["certo", "errado"])
def test_a_api_responde_como_o_documento_diz(alvo: Any, modo: GenerationMode) -> None:
    ids, esquema, cabecalhos = alvo
    vistos: dict[int, int] = {}
    for caminho, metodo in OPERACOES:
        operacao = esquema[caminho][metodo]
        partes = caminho.removeprefix("/api/v1/").split("/")
        conhecidos = {"id": ids.get(partes[0]), "contato_id": ids["contato_id"], "tipo": "instalacao"}
        fixos = {nome: valor for nome, valor in conhecidos.items() if f"{{{nome}}}" in caminho}
        opcoes = {"path_parameters": fixos} if fixos and modo == GenerationMode.POSITIVE else {}

        @seed(1)
        @settings(
            max_examples=EXEMPLOS[modo],
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(caso=operacao.as_strategy(modo, **opcoes))
        def pedir(caso: Any) -> None:
            with transaction.atomic():
                resposta = caso.call(headers=cabecalhos)
                transaction.set_rollback(True)
            vistos[resposta.status_code] = vistos.get(resposta.status_code, 0) + 1
            caso.validate_response(resposta, checks=CHECAGENS)

        pedir()
    # It got to the work: answers of success when asked rightly, refusals of the body when not.
    assert vistos.get(200 if modo == GenerationMode.POSITIVE else 422, 0) > len(OPERACOES)
