"""Filters of Estoque."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from estoque.models import Equipamento, Produto
from hubsoft.core.telas import Filtros
from rede.regras.login import normalizar_mac


def por_serial_ou_mac(queryset: QuerySet[Equipamento], termo: str) -> QuerySet[Equipamento]:
    """Return the equipment whose serial begins with the text or has that MAC, or whose product is named so."""
    texto = termo.replace("\x00", "").strip()[:100]
    condicao = Q(serial__startswith="".join(texto.split()).upper()) | Q(produto__nome__icontains=texto)
    with suppress(ValueError):
        condicao |= Q(mac=normalizar_mac(texto))
    return queryset.filter(condicao)


class ProdutoFiltro(Filtros):
    """Products."""

    busca = django_filters.CharFilter(field_name="nome", lookup_expr="icontains", label="Buscar produto")
    tipo = django_filters.ChoiceFilter(choices=Produto.Tipo.choices, label="Tipo")
    ativo = django_filters.BooleanFilter(label="Ativo")


class EquipamentoFiltro(Filtros):
    """Equipment."""

    busca = django_filters.CharFilter(method="buscar", label="Número de série, MAC ou produto")
    estado = django_filters.MultipleChoiceFilter(choices=Equipamento.Estado.choices, label="Situação")
    produto = django_filters.ModelChoiceFilter(queryset=Produto.objects.all(), label="Produto")
    tipo = django_filters.ChoiceFilter(field_name="produto__tipo", choices=Produto.Tipo.choices, label="Tipo")

    def buscar(self, queryset: QuerySet[Any], nome: str, valor: str) -> QuerySet[Any]:
        """Apply the search box."""
        return por_serial_ou_mac(queryset, valor)
