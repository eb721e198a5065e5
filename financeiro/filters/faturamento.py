"""Filters of monthly runs."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from financeiro.consultas.clientes import do_cliente
from financeiro.consultas.fatura import do_cliente as fatura_do_cliente
from financeiro.models import AlertaFaturamento, Fatura, Faturamento, FormaCobranca
from hubsoft.core.telas import Filtros


class FaturamentoFiltro(Filtros):
    """What people look runs up by."""

    competencia = django_filters.DateFromToRangeFilter(label="Competência")
    situacao = django_filters.MultipleChoiceFilter(choices=Faturamento.Status.choices, label="Situação")
    formas = django_filters.ModelChoiceFilter(queryset=FormaCobranca.objects.all(), label="Forma de cobrança")


class AlertaFiltro(Filtros):
    """Filters of the abnormal occurrences of a run."""

    busca = django_filters.CharFilter(method="procurar", label="Cliente ou CPF/CNPJ")
    codigo = django_filters.MultipleChoiceFilter(choices=AlertaFaturamento.Codigo.choices, label="Ocorrência")
    impede = django_filters.BooleanFilter(label="Fica de fora")

    def procurar(self, queryset: QuerySet[Any], _nome: str, termo: str) -> QuerySet[Any]:
        """Look for the client."""
        return do_cliente(queryset, "servico__cliente", termo)


class FaturaDoFaturamentoFiltro(Filtros):
    """Filters of the faturas of a run."""

    busca = django_filters.CharFilter(method="procurar", label="Cliente ou CPF/CNPJ")
    forma = django_filters.ModelChoiceFilter(queryset=FormaCobranca.objects.all(), label="Forma de cobrança")
    status = django_filters.MultipleChoiceFilter(choices=Fatura.Status.choices, label="Situação")
    vencimento = django_filters.DateFromToRangeFilter(label="Vencimento")

    def procurar(self, queryset: QuerySet[Any], _nome: str, termo: str) -> QuerySet[Any]:
        """Look for the client."""
        condicao = fatura_do_cliente(termo)
        return queryset.none() if condicao is None else queryset.filter(condicao)
