"""Formas de cobrança with the stand-in bank at their other end, and faturas to send to it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from clientes.models import Cliente
from financeiro.acoes import montar_fatura
from financeiro.models import Fatura, FormaCobranca
from tests.clientes.fabricas import cliente
from tests.fabricas import empresa
from tests.financeiro import fabricas
from tests.standins.banco import BancoItau400, BancoSicoob240

HOJE = dt.date(2026, 11, 24)
VENCIMENTO = dt.date(2026, 12, 10)


def itau(**campos: Any) -> tuple[FormaCobranca, BancoItau400]:
    """Return an Itaú account and the bank that keeps it."""
    dona = empresa()
    forma = fabricas.forma_cobranca(
        empresa=dona, banco="341", layout="cnab400", agencia="0057", conta="72192", conta_dv="0", **campos
    )
    return forma, BancoItau400(agencia="57", conta="72192", conta_dv="0", carteira="109", cnpj=dona.cnpj)


def sicoob(**campos: Any) -> tuple[FormaCobranca, BancoSicoob240]:
    """Return a Sicoob account and the bank that keeps it."""
    dona = empresa()
    conta = {"agencia": "4327", "agencia_dv": "3", "conta": "3666", "conta_dv": "8"}
    forma = fabricas.forma_cobranca(
        empresa=dona,
        banco="756",
        layout="cnab240",
        convenio="123450",
        carteira="1",
        modalidade="01",
        descricao=campos.pop("descricao", "Sicoob"),
        **conta,
        **campos,
    )
    return forma, BancoSicoob240(cliente="123450", cnpj=dona.cnpj, **conta)


def fatura(
    forma: FormaCobranca,
    valor: str = "100.00",
    dona: Cliente | None = None,
    vencimento: dt.date = VENCIMENTO,
    **campos: Any,
) -> Fatura:
    """Return an open fatura of one charge."""
    cobranca = fabricas.cobranca(dona or cliente(), valor, vencimento, **campos)
    return montar_fatura([cobranca], forma, vencimento, min(HOJE, vencimento))


def reais(texto: str) -> Decimal:
    """Return an amount."""
    return Decimal(texto)
