"""Columns of caixas and their movements."""

import django_tables2 as tables

from financeiro.models import Caixa, MovimentoCaixa
from hubsoft.core.telas import ColunaData, ColunaDataHora, ColunaDinheiro, ColunaSimNao, Tabela


class CaixaTabela(Tabela):
    """The list of caixas with what is in them."""

    nome = tables.Column("Caixa", linkify=("financeiro:caixa_detalhe", {"pk": tables.A("pk")}))
    empresa = tables.Column(order_by="empresa__razao_social")
    saldo = ColunaDinheiro()
    ativo = ColunaSimNao()

    class Meta:
        model = Caixa
        fields = ("nome", "empresa", "saldo", "ativo")


class MovimentoTabela(Tabela):
    """The movements of a caixa; what comes in is positive, what goes out negative."""

    data = ColunaData()
    descricao = tables.Column("Descrição")
    recibo_id = tables.Column("Recibo", linkify=("financeiro:recibo_detalhe", {"pk": tables.A("recibo_id")}))
    usuario = tables.Column("Usuário", order_by="usuario__nome", default="Sistema")
    criado_em = ColunaDataHora(verbose_name="Lançado em")
    valor = ColunaDinheiro()

    class Meta:
        model = MovimentoCaixa
        fields = ("data", "descricao", "recibo_id", "usuario", "criado_em", "valor")
