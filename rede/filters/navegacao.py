"""Filters of custom navigations (C20)."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from clientes.filters import cidades_visiveis
from clientes.filters_servico import do_cliente
from clientes.models import Plano
from configuracao.models import Usuario
from hubsoft.core.telas import Filtros
from rede.filters.servico import equipamentos_visiveis
from rede.models import NavegacaoCustomizada


class NavegacaoFiltro(Filtros):
    """What people look them up by."""

    busca = django_filters.CharFilter(method="filtrar_busca", label="Cliente: nome, CPF/CNPJ, telefone, login…")
    situacao = django_filters.MultipleChoiceFilter(label="Situação", choices=NavegacaoCustomizada.Situacao.choices)
    ate = django_filters.DateFromToRangeFilter(label="Termina entre")
    sem_data = django_filters.BooleanFilter(field_name="ate", lookup_expr="isnull", label="Sem data para terminar")
    plano = django_filters.ModelChoiceFilter(field_name="servico__plano", label="Plano", queryset=Plano.objects.all())
    cidade = django_filters.ModelChoiceFilter(
        field_name="servico__cliente__cidade", label="Cidade", queryset=cidades_visiveis
    )
    equipamento = django_filters.ModelChoiceFilter(
        field_name="servico__acesso__equipamento", label="Equipamento", queryset=equipamentos_visiveis
    )
    usuario = django_filters.ModelChoiceFilter(label="Quem customizou", queryset=Usuario.objects.all())

    def filtrar_busca(self, queryset: QuerySet[Any], nome: str, valor: str) -> QuerySet[Any]:
        """Use the client search."""
        return do_cliente("servico__cliente", queryset, valor)
