"""Filters of receipts."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from financeiro.consultas.fatura import do_cliente
from financeiro.models import Caixa, Recibo
from hubsoft.core.telas import Filtros


class ReciboFiltro(Filtros):
    """What people look receipts up by."""

    busca = django_filters.CharFilter(method="procurar", label="Cliente, CPF/CNPJ ou número do recibo")
    data = django_filters.DateFromToRangeFilter(label="Recebido entre")
    caixa = django_filters.ModelChoiceFilter(queryset=Caixa.objects.all(), label="Caixa")
    meio = django_filters.MultipleChoiceFilter(choices=Recibo.Meio.choices, label="Forma de recebimento")
    estornado = django_filters.BooleanFilter(
        field_name="estornado_em", lookup_expr="isnull", exclude=True, label="Estornado"
    )

    def procurar(self, queryset: QuerySet[Any], _nome: str, termo: str) -> QuerySet[Any]:
        """Look for the receipt's number or for the client."""
        digitos = "".join(c for c in termo if c.isascii() and c.isdigit())
        numero = Q(pk=int(digitos)) if digitos and len(digitos) <= 18 else None
        condicao = do_cliente(termo, numero)
        return queryset.none() if condicao is None else queryset.filter(condicao)
