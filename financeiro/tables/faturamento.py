"""Columns of monthly runs."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from financeiro.models import AlertaFaturamento, Fatura, Faturamento
from hubsoft.core.telas import (
    ColunaData,
    ColunaDataHora,
    ColunaDinheiro,
    ColunaSimNao,
    ColunaStatus,
    Tabela,
)
from hubsoft.core.telas.formatos import etiqueta

CORES = {"conferencia": "yellow", "cancelado": "secondary"}
NUMERO = {"th": {"class": "text-end"}, "td": {"class": "text-end"}}


class FaturamentoTabela(Tabela):
    """The list of runs; before the generation the figures are those of the last check."""

    competencia = tables.Column("Competência", linkify=("financeiro:faturamento_detalhe", {"pk": tables.A("pk")}))
    situacao = tables.Column("Situação")
    quantas = tables.Column("Faturas", attrs=NUMERO)
    quanto = ColunaDinheiro(verbose_name="Valor")
    alertas_total = tables.Column("Ocorrências", attrs=NUMERO)
    prorata = ColunaSimNao(verbose_name="Pró-rata")
    usuario = tables.Column("Usuário", order_by="usuario__nome", default="Linha de comando")
    criado_em = ColunaDataHora(verbose_name="Aberto em")
    concluido_em = ColunaDataHora(verbose_name="Terminado em")

    colunas_ocultas = ("prorata",)

    class Meta:
        model = Faturamento
        fields = (
            "competencia", "situacao", "quantas", "quanto", "alertas_total", "prorata", "usuario", "criado_em",
            "concluido_em",
        )  # fmt: skip

    def render_competencia(self, value: Any) -> str:
        """Return the month."""
        return f"{value:%m/%Y}"

    value_competencia = render_competencia

    def render_situacao(self, value: str) -> Any:
        """Return the badge."""
        return etiqueta(value, Faturamento.Status(value).label, CORES)

    def value_situacao(self, value: str) -> str:
        """Return the label."""
        return str(Faturamento.Status(value).label)


class AlertaTabela(Tabela):
    """The abnormal occurrences of a run."""

    cliente = tables.Column(
        "Cliente",
        accessor="servico__cliente",
        order_by=("servico__cliente__nome", "servico_id"),
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("servico__cliente_id")}),
    )
    servico = tables.Column(
        "Serviço", linkify=("clientes:servico_detalhe", {"pk": tables.A("servico_id")}), order_by="servico_id"
    )
    codigo = ColunaStatus(verbose_name="Ocorrência")
    mensagem = tables.Column("O que fazer", orderable=False)
    impede = ColunaSimNao(verbose_name="Fica de fora")

    class Meta:
        model = AlertaFaturamento
        fields = ("cliente", "servico", "codigo", "mensagem", "impede")


class FaturaDoFaturamentoTabela(Tabela):
    """The faturas a run made."""

    pk = tables.Column("Fatura", linkify=("financeiro:fatura_detalhe", {"pk": tables.A("pk")}))
    cliente = tables.Column(
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("cliente_id")}), order_by="cliente__nome"
    )
    forma = tables.Column("Forma de cobrança", order_by="forma__descricao")
    vencimento = ColunaData()
    valor = ColunaDinheiro()
    status = ColunaStatus(verbose_name="Situação")
    registro = ColunaStatus(verbose_name="No banco")

    class Meta:
        model = Fatura
        fields = ("pk", "cliente", "forma", "vencimento", "valor", "status", "registro")
