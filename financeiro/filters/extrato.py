"""Filters of the statement."""

from __future__ import annotations

import django_filters

from financeiro.models import LinhaExtrato
from hubsoft.core.telas import Filtros


class ExtratoFiltro(Filtros):
    """Period and kind of line; the balance stays the one of all lines."""

    busca = django_filters.CharFilter(field_name="descricao", lookup_expr="icontains", label="Descrição")
    data = django_filters.DateFromToRangeFilter(label="Período")
    tipo = django_filters.MultipleChoiceFilter(choices=LinhaExtrato.Tipo.choices, label="Tipo")
