"""Filters of Atendimento."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.busca import procurar
from clientes.models import Cliente
from configuracao.models import Usuario
from hubsoft.core.protocolo import prefixo_da_busca
from hubsoft.core.telas import Filtros

MAIOR_NUMERO = 18


class OrdemServicoFiltro(Filtros):
    """Filters of service orders."""

    busca = django_filters.CharFilter(method="filtrar_busca", label="Cliente, protocolo ou número da OS")
    status = django_filters.MultipleChoiceFilter(label="Status", choices=OrdemServico.Status.choices)
    tipo = django_filters.ModelChoiceFilter(label="Tipo", queryset=TipoOrdemServico.objects.all())
    tecnico = django_filters.ModelChoiceFilter(label="Técnico", queryset=Usuario.objects.filter(tecnico=True))
    inicio = django_filters.DateFromToRangeFilter(label="Início previsto")
    criada_em = django_filters.DateFromToRangeFilter(label="Aberta em")

    def filtrar_busca(self, queryset: QuerySet[Any], nome: str, valor: str) -> QuerySet[Any]:
        """Look for the order's number and for the client by every registered source."""
        termo = valor.replace("\x00", "").strip()[:100]
        condicao = Q(pk__in=[])
        if termo.isascii() and termo.isdigit() and len(termo) <= MAIOR_NUMERO:
            condicao |= Q(pk=int(termo))
        if digitos := prefixo_da_busca(termo):
            condicao |= Q(protocolo__startswith=digitos)
        condicao |= Q(servico__cliente__in=procurar(Cliente.objects.all(), termo).order_by().values("pk"))
        return queryset.filter(condicao)
