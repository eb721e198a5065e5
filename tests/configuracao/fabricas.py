"""Rows of Configuração that tests need."""

from __future__ import annotations

from itertools import count
from typing import Any

from configuracao.models import RemetenteEmail
from hubsoft.core.cripto import cifrar

_sequencia = count(1)


def remetente(**campos: Any) -> RemetenteEmail:
    """Return a new default sender; ``senha`` in clear."""
    dados: dict[str, Any] = {
        "nome": f"Financeiro {next(_sequencia)}",
        "endereco": "financeiro@provedor.example",
        "nome_exibicao": "Provedor São João",
        "servidor": "localhost",
        "porta": 587,
        "seguranca": "nenhuma",
        "padrao": True,
        **campos,
    }
    return RemetenteEmail.objects.create(**{**dados, "senha": cifrar(dados.get("senha", ""))})


def remetente_de(stand_in: Any, /, **campos: Any) -> RemetenteEmail:
    """Return a sender that uses a stand-in server (``tests.standins.smtp``)."""
    dados = {
        "porta": stand_in.porta,
        "seguranca": stand_in.seguranca,
        "usuario": stand_in.usuario,
        "senha": stand_in.senha,
    }
    return remetente(**{**dados, **campos})
