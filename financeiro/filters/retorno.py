"""Filters of retornos."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from financeiro.consultas.clientes import do_cliente
from financeiro.models import FormaCobranca, ItemRetorno
from hubsoft.core.telas import Filtros


class RetornoFiltro(Filtros):
    """What people look files up by."""

    busca = django_filters.CharFilter(field_name="nome_arquivo", lookup_expr="icontains", label="Nome do arquivo")
    forma = django_filters.ModelChoiceFilter(queryset=FormaCobranca.objects.all(), label="Forma de cobrança")
    data = django_filters.DateFromToRangeFilter(label="Data do arquivo")
    aplicado = django_filters.BooleanFilter(
        field_name="aplicado_em", lookup_expr="isnull", exclude=True, label="Aplicado"
    )
    analisar = django_filters.BooleanFilter(method="so_a_analisar", label="Com algo a analisar")

    def so_a_analisar(self, queryset: QuerySet[Any], _nome: str, valor: bool) -> QuerySet[Any]:
        """Keep the files that somebody must look at, or the others."""
        return queryset.filter(analisar__gt=0) if valor else queryset.filter(analisar=0)


class ItemRetornoFiltro(Filtros):
    """Filters of the lines of a file."""

    busca = django_filters.CharFilter(method="procurar", label="Cliente, CPF/CNPJ ou nosso número")
    resultado = django_filters.MultipleChoiceFilter(choices=ItemRetorno.Resultado.choices, label="Resultado")
    tipo = django_filters.MultipleChoiceFilter(choices=ItemRetorno.Tipo.choices, label="Tipo")

    def procurar(self, queryset: QuerySet[Any], _nome: str, termo: str) -> QuerySet[Any]:
        """Look for the number or for the client."""
        digitos = "".join(c for c in termo if c.isascii() and c.isdigit())
        por_numero = Q(numero=digitos.lstrip("0")) | Q(nosso_numero=digitos) | Q(seu_numero=digitos)
        if digitos and digitos == termo.strip() and queryset.filter(por_numero).exists():
            return queryset.filter(por_numero)
        return do_cliente(queryset, "fatura__cliente", termo)
