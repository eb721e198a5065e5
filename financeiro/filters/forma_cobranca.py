"""Filters of formas de cobrança."""

import django_filters

from financeiro.bancos.catalogo import BANCOS
from financeiro.consultas.forma_cobranca import nome_do_banco
from hubsoft.core.telas import Filtros


class FormaCobrancaFiltro(Filtros):
    """What people look formas de cobrança up by."""

    busca = django_filters.CharFilter(field_name="descricao", lookup_expr="icontains", label="Buscar pela descrição")
    banco = django_filters.ChoiceFilter(choices=[(c, nome_do_banco(c)) for c in sorted(BANCOS)], label="Banco")
    ativa = django_filters.BooleanFilter(label="Ativa")
