"""Columns of charges."""

import django_tables2 as tables

from financeiro.models import Cobranca
from hubsoft.core.telas import ColunaAcoes, ColunaData, ColunaDinheiro, ColunaStatus, Tabela


class CobrancaTabela(Tabela):
    """The list of charges."""

    descricao = tables.Column("Cobrança")
    cliente = tables.Column(
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("cliente_id")}), order_by="cliente__nome"
    )
    tipo = tables.Column()
    vencimento = ColunaData()
    valor = ColunaDinheiro()
    em_aberto = ColunaDinheiro(verbose_name="Em aberto")
    status = ColunaStatus(verbose_name="Situação")
    fatura_id = tables.Column("Fatura", linkify=("financeiro:fatura_detalhe", {"pk": tables.A("fatura_id")}))
    acoes = ColunaAcoes("financeiro/cobranca/_acoes.html")

    class Meta:
        model = Cobranca
        fields = ("descricao", "cliente", "tipo", "vencimento", "valor", "em_aberto", "status", "fatura_id", "acoes")
