"""What is answered when a screen breaks: 503 for a database that does not answer, 500 for anything else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connections
from django.test import Client


@pytest.mark.parametrize(
    ("erro", "situacao", "frase"),
    [
        (OperationalError("the connection is closed"), 503, "O banco de dados não está respondendo"),
        (InterfaceError("connection already closed"), 503, "O banco de dados não está respondendo"),
        (ZeroDivisionError(), 500, "Algo deu errado do nosso lado"),
    ],
)
def test_erro_que_ninguem_tratou(monkeypatch: pytest.MonkeyPatch, erro: Exception, situacao: int, frase: str) -> None:
    """The page itself asks nothing of the database: no fixture gives this test one."""

    def quebrar(*_: Any, **__: Any) -> None:
        raise erro

    monkeypatch.setattr(connections["default"], "cursor", quebrar)
    cliente = Client(raise_request_exception=False)
    cliente.cookies["sessionid"] = "x" * 32
    resposta = cliente.get("/clientes/")
    assert (resposta.status_code, frase in resposta.content.decode()) == (situacao, True)
    assert ("Retry-After" in resposta.headers) == (situacao == 503)
