"""Filters of faturas."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from clientes.models import Cliente
from configuracao.models import Cidade
from financeiro.consultas.fatura import da_cidade, do_cliente
from financeiro.models import Fatura, FormaCobranca
from hubsoft.core.telas import Filtros
from hubsoft.core.telas.campos import SeletorRemoto


def clientes_do_usuario(request: Any) -> QuerySet[Any]:
    """Return the clients that may be chosen."""
    return Cliente.objects.visiveis_para(request.user)


def cidades_do_usuario(request: Any) -> QuerySet[Any]:
    """Return the cities that may be chosen."""
    return Cidade.objects.visiveis_para(request.user)


class FaturaFiltro(Filtros):
    """What people look faturas up by."""

    busca = django_filters.CharFilter(method="procurar", label="Cliente, CPF/CNPJ, número ou nosso número")
    status = django_filters.MultipleChoiceFilter(choices=Fatura.Status.choices, label="Situação")
    vencimento = django_filters.DateFromToRangeFilter(label="Vencimento")
    pago_em = django_filters.DateFromToRangeFilter(label="Pagamento")
    forma = django_filters.ModelChoiceFilter(queryset=FormaCobranca.objects.all(), label="Forma de cobrança")
    registro = django_filters.MultipleChoiceFilter(choices=Fatura.Registro.choices, label="Situação no banco")
    cidade = django_filters.ModelChoiceFilter(queryset=cidades_do_usuario, method="na_cidade", label="Cidade")
    cliente = django_filters.ModelChoiceFilter(
        queryset=clientes_do_usuario, label="Cliente", widget=SeletorRemoto("clientes:cliente_opcoes")
    )

    def procurar(self, queryset: QuerySet[Any], _nome: str, termo: str) -> QuerySet[Any]:
        """Look for the number of the fatura or of the bank, or for the client."""
        digitos = "".join(c for c in termo if c.isascii() and c.isdigit())
        numero = None
        if digitos and len(digitos) <= 18:
            numero = Q(pk=int(digitos)) | Q(nosso_numero=digitos.lstrip("0") or "0")
        condicao = do_cliente(termo, numero)
        return queryset.none() if condicao is None else queryset.filter(condicao)

    def na_cidade(self, queryset: QuerySet[Any], _nome: str, cidade: Cidade) -> QuerySet[Any]:
        """Keep the faturas of clients of the city."""
        return da_cidade(queryset, cidade)
