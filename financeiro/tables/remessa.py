"""Columns of remessas."""

from __future__ import annotations

import django_tables2 as tables

from financeiro.models import Fatura, ItemRemessa, Remessa
from hubsoft.core.telas import ColunaAcoes, ColunaData, ColunaDataHora, ColunaDinheiro, ColunaStatus, Tabela

NUMERO = {"th": {"class": "text-end"}, "td": {"class": "text-end"}}


class RemessaTabela(Tabela):
    """The list of files."""

    sequencia = tables.Column(
        "Remessa", linkify=("financeiro:remessa_detalhe", {"pk": tables.A("pk")}), order_by=("sequencia", "pk")
    )
    forma = tables.Column("Forma de cobrança", order_by="forma__descricao")
    nome_arquivo = tables.Column("Arquivo")
    quantidade = tables.Column("Títulos", attrs=NUMERO)
    valor_total = ColunaDinheiro(verbose_name="Valor das entradas")
    usuario = tables.Column("Gerada por", order_by="usuario__nome", default="Linha de comando")
    criada_em = ColunaDataHora(verbose_name="Gerada em")
    baixada_em = ColunaDataHora(verbose_name="Baixada em")
    acoes = ColunaAcoes("financeiro/remessa/_acoes.html")

    colunas_ocultas = ("nome_arquivo",)

    class Meta:
        model = Remessa
        fields = (
            "sequencia", "forma", "nome_arquivo", "quantidade", "valor_total", "usuario", "criada_em", "baixada_em",
            "acoes",
        )  # fmt: skip


class ItemRemessaTabela(Tabela):
    """The titles of a file."""

    fatura = tables.Column(
        "Fatura", accessor="fatura_id", linkify=("financeiro:fatura_detalhe", {"pk": tables.A("fatura_id")})
    )
    cliente = tables.Column(
        accessor="fatura__cliente",
        order_by="fatura__cliente__nome",
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("fatura__cliente_id")}),
    )
    comando = tables.Column("Enviado como")
    nosso_numero = tables.Column("Nosso número", accessor="fatura__nosso_numero")
    vencimento = ColunaData()
    valor = ColunaDinheiro()
    registro = ColunaStatus(verbose_name="No banco hoje", accessor="fatura__registro")

    class Meta:
        model = ItemRemessa
        fields = ("fatura", "cliente", "comando", "nosso_numero", "vencimento", "valor", "registro")

    def render_registro(self, record: ItemRemessa) -> object:
        """Return the badge with its label."""
        from hubsoft.core.telas.formatos import etiqueta

        return etiqueta(record.fatura.registro, record.fatura.get_registro_display())

    def value_registro(self, record: ItemRemessa) -> str:
        """Return the label."""
        return record.fatura.get_registro_display()


class RejeitadoTabela(Tabela):
    """Titles that the bank rejected."""

    pk = tables.Column("Fatura", linkify=("financeiro:fatura_detalhe", {"pk": tables.A("pk")}))
    cliente = tables.Column(
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("cliente_id")}), order_by="cliente__nome"
    )
    motivo_rejeicao = tables.Column("Motivo da rejeição")
    vencimento = ColunaData()
    valor = ColunaDinheiro()
    status = ColunaStatus(verbose_name="Situação")
    forma = tables.Column("Forma de cobrança", order_by="forma__descricao")

    class Meta:
        model = Fatura
        fields = ("pk", "cliente", "motivo_rejeicao", "vencimento", "valor", "status", "forma")
