"""Formas de cobrança, caixas and charges for tests."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from clientes.models import Cliente
from financeiro.models import Caixa, Cobranca, FormaCobranca
from tests.fabricas import empresa

_sequencia = count(1)


def forma_cobranca(**campos: Any) -> FormaCobranca:
    """Return an Itaú account with fine of 2 % and interest of 1 % a month."""
    padrao: dict[str, Any] = {
        "descricao": f"Itaú {next(_sequencia)}",
        "banco": "341",
        "layout": "cnab400",
        "agencia": "0057",
        "conta": "12345",
        "carteira": "109",
    }
    return FormaCobranca.objects.create(**{"empresa": campos.pop("empresa", None) or empresa(), **padrao, **campos})


def caixa(**campos: Any) -> Caixa:
    """Return a cash desk."""
    dona = campos.pop("empresa", None) or empresa()
    return Caixa.objects.create(**{"nome": f"Caixa {next(_sequencia)}"} | campos, empresa=dona)


def cobranca(
    cliente: Cliente, valor: str = "100.00", vencimento: dt.date = dt.date(2026, 11, 10), **campos: Any
) -> Cobranca:
    """Return an open charge."""
    padrao: dict[str, Any] = {"tipo": "outra", "descricao": f"Cobrança {next(_sequencia)}"}
    return Cobranca.objects.create(cliente=cliente, valor=Decimal(valor), vencimento=vencimento, **{**padrao, **campos})
