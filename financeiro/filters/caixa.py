"""Filters of the movements of a caixa."""

import django_filters

from hubsoft.core.telas import Filtros


class MovimentoFiltro(Filtros):
    """What people look movements up by."""

    busca = django_filters.CharFilter(field_name="descricao", lookup_expr="icontains", label="Buscar pela descrição")
    data = django_filters.DateFromToRangeFilter(label="Data")
    conciliado = django_filters.BooleanFilter(
        field_name="conciliado_em", lookup_expr="isnull", exclude=True, label="Conciliado"
    )
