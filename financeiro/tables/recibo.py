"""Columns of receipts."""

import django_tables2 as tables

from financeiro.models import Recibo
from hubsoft.core.telas import ColunaData, ColunaDinheiro, ColunaStatus, Tabela


class ReciboTabela(Tabela):
    """The list of receipts; those undone say so."""

    pk = tables.Column("Recibo", linkify=("financeiro:recibo_detalhe", {"pk": tables.A("pk")}))
    cliente = tables.Column(
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("cliente_id")}), order_by="cliente__nome"
    )
    data = ColunaData(verbose_name="Recebido em")
    meio = tables.Column("Forma")
    caixa = tables.Column(order_by="caixa__nome")
    usuario = tables.Column("Quem recebeu", order_by="usuario__nome", default="Sistema")
    valor = ColunaDinheiro()
    situacao = ColunaStatus(
        cores={"Válido": "green", "Estornado": "red"}, verbose_name="Situação", order_by="estornado_em"
    )

    class Meta:
        model = Recibo
        fields = ("pk", "cliente", "data", "meio", "caixa", "usuario", "valor", "situacao")
