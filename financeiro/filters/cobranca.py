"""Filters of charges."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from configuracao.models import Cidade
from financeiro.consultas.fatura import da_cidade, do_cliente
from financeiro.filters.fatura import cidades_do_usuario, clientes_do_usuario
from financeiro.models import Cobranca
from hubsoft.core.telas import Filtros
from hubsoft.core.telas.campos import SeletorRemoto


class CobrancaFiltro(Filtros):
    """What people look charges up by."""

    busca = django_filters.CharFilter(method="procurar", label="Cliente, CPF/CNPJ ou número da fatura")
    status = django_filters.MultipleChoiceFilter(choices=Cobranca.Status.choices, label="Situação")
    tipo = django_filters.MultipleChoiceFilter(choices=Cobranca.Tipo.choices, label="Tipo")
    vencimento = django_filters.DateFromToRangeFilter(label="Vencimento")
    sem_fatura = django_filters.BooleanFilter(field_name="fatura", lookup_expr="isnull", label="Sem fatura")
    cidade = django_filters.ModelChoiceFilter(queryset=cidades_do_usuario, method="na_cidade", label="Cidade")
    cliente = django_filters.ModelChoiceFilter(
        queryset=clientes_do_usuario, label="Cliente", widget=SeletorRemoto("clientes:cliente_opcoes")
    )

    def procurar(self, queryset: QuerySet[Any], _nome: str, termo: str) -> QuerySet[Any]:
        """Look for the fatura's number or for the client."""
        digitos = "".join(c for c in termo if c.isascii() and c.isdigit())
        numero = Q(fatura=int(digitos)) if digitos and len(digitos) <= 18 else None
        condicao = do_cliente(termo, numero)
        return queryset.none() if condicao is None else queryset.filter(condicao)

    def na_cidade(self, queryset: QuerySet[Any], _nome: str, cidade: Cidade) -> QuerySet[Any]:
        """Keep the charges of clients of the city."""
        return da_cidade(queryset, cidade)
