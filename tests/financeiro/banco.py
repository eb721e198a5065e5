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
from tests.standins.banco import BancoBradesco400, BancoCaixa240, BancoInter400, BancoItau400, BancoSicoob240

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


def inter(**campos: Any) -> tuple[FormaCobranca, BancoInter400]:
    """Return an Inter account, whose bank gives the numbers, and the bank."""
    dona = empresa()
    conta = {"conta": "12345678", "conta_dv": "9", "convenio": "1234567", "carteira": ""}
    forma = fabricas.forma_cobranca(
        **{"empresa": dona, "banco": "077", "layout": "cnab400", "agencia": "", "descricao": "Inter"} | conta | campos
    )
    return forma, BancoInter400("123456789", dona.cnpj)


def caixa_federal(**campos: Any) -> tuple[FormaCobranca, BancoCaixa240]:
    """Return an account at Caixa, whose files name the beneficiário instead, and the bank."""
    dona = empresa()
    conta = {"agencia": "1234", "agencia_dv": "2", "conta": "", "convenio": "043210", "carteira": "1"}
    forma = fabricas.forma_cobranca(
        **{"empresa": dona, "banco": "104", "layout": "cnab240", "descricao": "Caixa"} | conta | campos
    )
    return forma, BancoCaixa240("1234", "2", "043210", dona.cnpj)


def bradesco(**campos: Any) -> tuple[FormaCobranca, BancoBradesco400]:
    """Return an account at Bradesco and the bank."""
    dona = empresa()
    conta = {"agencia": "1420", "conta": "16910", "conta_dv": "2", "convenio": "4466911", "carteira": "09"}
    forma = fabricas.forma_cobranca(
        **{"empresa": dona, "banco": "237", "layout": "cnab400", "descricao": "Bradesco"} | conta | campos
    )
    return forma, BancoBradesco400("1420", "16910", "2", "09", "4466911", dona.cnpj)


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
