"""Columns of the suspension rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables

from clientes.models import ServicoCliente
from financeiro.models import DecisaoSuspensao, ExecucaoSuspensao
from hubsoft.core.telas import ColunaData, ColunaDataHora, ColunaDinheiro, ColunaStatus, Tabela
from hubsoft.core.telas.formatos import etiqueta

NUMERO = {"th": {"class": "text-end"}, "td": {"class": "text-end"}}
CORES = {
    "suspender": "red",
    "suspender_parcial": "orange",
    "restaurar": "green",
    "manter": "secondary",
    "fora": "yellow",
}
FARIA = {
    "suspender": "Seria suspenso",
    "suspender_parcial": "Seria suspenso parcialmente",
    "restaurar": "Seria restaurado",
    "manter": "Ficaria como está",
    "fora": "Ficaria de fora",
}


class ExecucaoTabela(Tabela):
    """The runs."""

    data = ColunaData(verbose_name="Dia", linkify=("financeiro:suspensao_detalhe", {"pk": tables.A("pk")}))
    suspensos = tables.Column("Suspensos", attrs=NUMERO)
    restaurados = tables.Column("Restaurados", attrs=NUMERO)
    fora = tables.Column("Deixados de fora", attrs=NUMERO)
    usuario = tables.Column("Executada por", order_by="usuario__nome", default="Rotina")
    criada_em = ColunaDataHora(verbose_name="Começou em")
    concluida_em = ColunaDataHora(verbose_name="Terminou em")

    class Meta:
        model = ExecucaoSuspensao
        fields = ("data", "suspensos", "restaurados", "fora", "usuario", "criada_em", "concluida_em")


class DecisaoTabela(Tabela):
    """What a run decided, and why."""

    cliente = tables.Column(
        accessor="servico__cliente",
        order_by=("servico__cliente__nome", "servico_id"),
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("servico__cliente_id")}),
    )
    servico = tables.Column(
        "Serviço", linkify=("clientes:servico_detalhe", {"pk": tables.A("servico_id")}), order_by="servico_id"
    )
    decisao = ColunaStatus(cores=CORES, verbose_name="Decisão")
    motivo = tables.Column("Motivo", orderable=False)
    dias_atraso = tables.Column("Dias de atraso", attrs=NUMERO)
    valor_aberto = ColunaDinheiro(verbose_name="Em aberto")

    class Meta:
        model = DecisaoSuspensao
        fields = ("cliente", "servico", "decisao", "motivo", "dias_atraso", "valor_aberto")


class SimulacaoTabela(Tabela):
    """What a run on a day would decide; ``casos`` is set by the view: service id → case."""

    cliente = tables.Column(
        order_by=("cliente__nome", "pk"), linkify=("clientes:cliente_detalhe", {"pk": tables.A("cliente_id")})
    )
    servico = tables.Column(
        "Serviço", accessor="plano", order_by="pk", linkify=("clientes:servico_detalhe", {"pk": tables.A("pk")})
    )
    decisao = tables.Column("Decisão", empty_values=(), orderable=False)
    motivo = tables.Column("Motivo", empty_values=(), orderable=False)
    dias_atraso = tables.Column("Dias de atraso", empty_values=(), attrs=NUMERO, order_by="vencida_desde")
    valor_aberto = ColunaDinheiro(verbose_name="Em aberto", empty_values=())

    casos: Mapping[int, Any] = {}

    class Meta:
        model = ServicoCliente
        fields = ("cliente", "servico", "decisao", "motivo", "dias_atraso", "valor_aberto")

    def order_dias_atraso(self, queryset: Any, decrescente: bool) -> tuple[Any, bool]:
        """Order by the oldest due date: the earlier it is, the more days."""
        return queryset.order_by("vencida_desde" if decrescente else "-vencida_desde", "pk"), True

    def render_decisao(self, record: ServicoCliente) -> Any:
        """Return the badge."""
        acao = self.casos[record.pk].decisao.acao
        return etiqueta(acao, FARIA[acao], CORES)

    def value_decisao(self, record: ServicoCliente) -> str:
        """Return the words."""
        return FARIA[self.casos[record.pk].decisao.acao]

    def render_motivo(self, record: ServicoCliente) -> str:
        """Return the reason."""
        return str(self.casos[record.pk].decisao.motivo)

    value_motivo = render_motivo

    def render_dias_atraso(self, record: ServicoCliente) -> int:
        """Return the days of the oldest debt."""
        return int(self.casos[record.pk].divida.dias)

    value_dias_atraso = render_dias_atraso
