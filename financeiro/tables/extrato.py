"""Columns of the statement."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import django_tables2 as tables

from financeiro.models import LinhaExtrato
from hubsoft.core.dinheiro import formatar
from hubsoft.core.telas import ColunaData, ColunaDinheiro, Tabela


class ExtratoTabela(Tabela):
    """The lines of a client's ledger, newest first; the order is the ledger's and cannot be changed."""

    data = ColunaData(orderable=False)
    tipo = tables.Column(orderable=False)
    descricao = tables.Column(orderable=False)
    vencimento = ColunaData(orderable=False)
    fatura_id = tables.Column(
        "Fatura",
        orderable=False,
        linkify=("financeiro:fatura_detalhe", {"pk": tables.A("fatura_id")}),
    )
    recibo_id = tables.Column(
        "Recibo",
        orderable=False,
        linkify=("financeiro:recibo_detalhe", {"pk": tables.A("recibo_id")}),
    )
    debito = ColunaDinheiro(orderable=False)
    credito = ColunaDinheiro(orderable=False)
    saldo = ColunaDinheiro(orderable=False, verbose_name="Saldo devedor")

    class Meta:
        model = LinhaExtrato
        fields = ("data", "tipo", "descricao", "vencimento", "fatura_id", "recibo_id", "debito", "credito", "saldo")
        order_by = ()

    def render_descricao(self, value: str, record: Any) -> str:
        """Say of a cancelled charge that it counts for nothing."""
        return f"{value} (cancelada)" if record.cancelada else value

    value_descricao = render_descricao

    def render_debito(self, value: Decimal) -> str:
        """Leave the other side's zero out."""
        return formatar(value) if value else ""

    render_credito = render_debito
