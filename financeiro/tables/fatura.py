"""Columns of faturas."""

import django_tables2 as tables

from financeiro.models import Fatura
from hubsoft.core.telas import ColunaAcoes, ColunaData, ColunaDinheiro, ColunaStatus, Tabela


class FaturaTabela(Tabela):
    """The list of faturas."""

    pk = tables.Column("Fatura", linkify=("financeiro:fatura_detalhe", {"pk": tables.A("pk")}))
    cliente = tables.Column(
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("cliente_id")}), order_by="cliente__nome"
    )
    emissao = ColunaData(verbose_name="Emissão")
    vencimento = ColunaData()
    valor = ColunaDinheiro()
    em_aberto = ColunaDinheiro(verbose_name="Em aberto")
    status = ColunaStatus(verbose_name="Situação")
    registro = ColunaStatus(verbose_name="No banco")
    forma = tables.Column("Forma de cobrança", order_by="forma__descricao")
    pago_em = ColunaData(verbose_name="Paga em")
    nosso_numero = tables.Column("Nosso número")
    acoes = ColunaAcoes("financeiro/fatura/_acoes.html")

    colunas_ocultas = ("emissao", "pago_em", "nosso_numero")

    class Meta:
        model = Fatura
        fields = (
            "pk", "cliente", "emissao", "vencimento", "valor", "em_aberto", "status", "registro", "forma", "pago_em",
            "nosso_numero", "acoes",
        )  # fmt: skip
