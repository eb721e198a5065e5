"""Filters of remessas."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from financeiro.consultas.clientes import do_cliente
from financeiro.models import FormaCobranca, ItemRemessa
from hubsoft.core.telas import Filtros


class RemessaFiltro(Filtros):
    """What people look files up by."""

    forma = django_filters.ModelChoiceFilter(queryset=FormaCobranca.objects.all(), label="Forma de cobrança")
    criada_em = django_filters.DateFromToRangeFilter(label="Gerada entre")
    sequencia = django_filters.NumberFilter(label="Sequência", max_value=2_147_483_647, min_value=0)


class ItemRemessaFiltro(Filtros):
    """Filters of the titles of a file."""

    busca = django_filters.CharFilter(method="procurar", label="Cliente ou CPF/CNPJ")
    comando = django_filters.MultipleChoiceFilter(choices=ItemRemessa.Comando.choices, label="Enviado como")

    def procurar(self, queryset: QuerySet[Any], _nome: str, termo: str) -> QuerySet[Any]:
        """Look for the client."""
        return do_cliente(queryset, "fatura__cliente", termo)


class RejeitadoFiltro(Filtros):
    """Filters of rejected titles."""

    busca = django_filters.CharFilter(method="procurar", label="Cliente ou CPF/CNPJ")
    forma = django_filters.ModelChoiceFilter(queryset=FormaCobranca.objects.all(), label="Forma de cobrança")
    motivo = django_filters.CharFilter(field_name="motivo_rejeicao", lookup_expr="icontains", label="Motivo")

    def procurar(self, queryset: QuerySet[Any], _nome: str, termo: str) -> QuerySet[Any]:
        """Look for the client."""
        return do_cliente(queryset, "cliente", termo)
