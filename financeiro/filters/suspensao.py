"""Filters of the suspension rule."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from financeiro.consultas.clientes import do_cliente
from financeiro.models import DecisaoSuspensao, FormaCobranca
from financeiro.tables.suspensao import FARIA
from hubsoft.core.telas import Filtros


class ExecucaoFiltro(Filtros):
    """What people look runs up by."""

    data = django_filters.DateFromToRangeFilter(label="Dia")


class DecisaoFiltro(Filtros):
    """Filters of what a run decided."""

    busca = django_filters.CharFilter(method="procurar", label="Cliente ou CPF/CNPJ")
    decisao = django_filters.MultipleChoiceFilter(choices=DecisaoSuspensao.Decisao.choices, label="Decisão")
    dias_atraso = django_filters.RangeFilter(label="Dias de atraso")
    valor_aberto = django_filters.RangeFilter(label="Valor em aberto")
    motivo = django_filters.CharFilter(lookup_expr="icontains", label="Motivo")
    forma = django_filters.ModelChoiceFilter(
        field_name="servico__dados_cobranca__forma", queryset=FormaCobranca.objects.all(), label="Forma de cobrança"
    )

    def procurar(self, queryset: QuerySet[Any], _nome: str, termo: str) -> QuerySet[Any]:
        """Look for the client."""
        return do_cliente(queryset, "servico__cliente", termo)


class SimulacaoFiltro(Filtros):
    """Filters of a simulation."""

    busca = django_filters.CharFilter(method="procurar", label="Cliente ou CPF/CNPJ")
    decisao = django_filters.MultipleChoiceFilter(method="com_decisao", choices=list(FARIA.items()), label="Decisão")
    forma = django_filters.ModelChoiceFilter(
        field_name="dados_cobranca__forma", queryset=FormaCobranca.objects.all(), label="Forma de cobrança"
    )

    def procurar(self, queryset: QuerySet[Any], _nome: str, termo: str) -> QuerySet[Any]:
        """Look for the client."""
        return do_cliente(queryset, "cliente", termo)

    def com_decisao(self, queryset: QuerySet[Any], _nome: str, decisoes: list[str]) -> QuerySet[Any]:
        """Keep the services with one of those decisions."""
        casos = self.request.casos_da_simulacao
        ids = [pk for pk, caso in casos.items() if caso.decisao.acao in decisoes]
        return queryset.filter(pk__in=ids) if decisoes else queryset
