"""Tokens, and a client that shows one."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.test import Client

from api.acoes.tokens import DadosToken, criar_token
from api.models import TokenApi
from api.v1.montagem import permissoes_da_api
from configuracao.models import Usuario
from tests import fabricas

PREFIXO = "/api/v1"


def token(dono: Usuario, permissoes: Iterable[str] | None = None, **campos: Any) -> tuple[TokenApi, str]:
    """Return a token of ``dono``, with all that the owner may do where no permissions are given, and its text."""
    dadas = permissoes if permissoes is not None else [p for p in permissoes_da_api() if dono.has_perm(p)]
    dados = DadosToken(
        campos.get("nome", uuid.uuid4().hex), list(dadas), campos.get("por_minuto", 10_000), campos.get("expira_em")
    )
    return criar_token(dados, dono, campos.get("quem", dono))


class Integracao:
    """Another system: asks with a token, and a new key for each write."""

    def __init__(self, texto: str, **opcoes: Any) -> None:
        self.texto, self.http = texto, Client(**opcoes)

    def pedir(self, metodo: str, caminho: str, corpo: Any = None, **cabecalhos: str) -> Any:
        if metodo == "POST":
            cabecalhos = {"Idempotency-Key": uuid.uuid4().hex, **cabecalhos}
        dados = corpo if isinstance(corpo, bytes) else b"" if corpo is None else json.dumps(corpo).encode()
        return self.http.generic(
            metodo,
            PREFIXO + caminho,
            dados,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.texto}", **cabecalhos},
        )

    def get(self, caminho: str, **consulta: Any) -> Any:
        return self.http.get(PREFIXO + caminho, consulta, headers={"Authorization": f"Bearer {self.texto}"})

    def post(self, caminho: str, corpo: Any = None, **cabecalhos: str) -> Any:
        return self.pedir("POST", caminho, corpo, **cabecalhos)

    def patch(self, caminho: str, corpo: Any = None, **cabecalhos: str) -> Any:
        return self.pedir("PATCH", caminho, corpo, **cabecalhos)


def integracao(*permissoes: str, cidade: str = "Campinas", **campos: Any) -> Integracao:
    """Return another system whose token holds exactly these permissions, limited to a city."""
    dono = fabricas.usuario(permissoes=permissoes, cidades=[fabricas.cidade(cidade)])
    return Integracao(token(dono, permissoes, **campos)[1])


def erros(resposta: Any) -> dict[str, str]:
    """Return what a problem says of each field."""
    return {erro["campo"]: erro["mensagem"] for erro in resposta.json()["erros"]}
