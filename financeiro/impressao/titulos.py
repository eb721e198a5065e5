"""Boletos of the titles that ``manage.py boleto --pdf`` reads: what the title says, and nothing invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from financeiro.bancos.base import TituloCalculado
from financeiro.bancos.catalogo import BANCOS
from financeiro.impressao.boleto import Boleto, Pessoa, agencia_codigo

NAO_INFORMADO = Pessoa("Não informado")


def boleto_do_titulo(titulo: Mapping[str, str], calculado: TituloCalculado) -> Boleto:
    """Return the boleto of a title that ``financeiro.bancos`` calculated; people and addresses are not in a title."""
    return Boleto(
        banco=titulo["banco"],
        banco_nome=BANCOS[titulo["banco"]].nome,
        codigo_barras=calculado.codigo_barras,
        linha_digitavel=calculado.linha_digitavel,
        nosso_numero=calculado.nosso_numero,
        numero_documento=titulo.get("seu_numero") or titulo["nosso_numero"],
        carteira=titulo.get("carteira", ""),
        agencia_codigo=agencia_codigo(titulo),
        emissao=dt.date.fromisoformat(titulo["emissao"]),
        vencimento=dt.date.fromisoformat(titulo["vencimento"]),
        valor=Decimal(titulo["valor"]),
        beneficiario=NAO_INFORMADO,
        pagador=NAO_INFORMADO,
    )
