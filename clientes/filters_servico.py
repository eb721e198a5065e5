"""Filters of the list of services and of the changes of many (C21)."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F, QuerySet

from clientes.busca import procurar
from clientes.estados import Status
from clientes.filters import cidades_visiveis
from clientes.models import AlteracaoServicos, Cliente, GrupoCliente, GrupoPlano, ItemAlteracao, Plano, ServicoCliente
from configuracao.models import Usuario
from hubsoft.core.registro import AlteracaoEmMassa, FiltroDeServico, registro, resolver
from hubsoft.core.telas import Filtros

ACIMA, ABAIXO, IGUAL = "acima", "abaixo", "igual"


def do_cliente(campo: str, queryset: QuerySet[Any], valor: str) -> QuerySet[Any]:
    """Keep the rows whose ``campo`` is a client that the client search finds."""
    achados = procurar(Cliente.objects.all(), valor.replace("\x00", "").strip()[:100])
    return queryset.filter(**{f"{campo}__in": achados.order_by().values("pk")})


class ServicoFiltro(Filtros):
    """Filters of services, and those that other apps add (``FiltroDeServico``)."""

    busca = django_filters.CharFilter(method="filtrar_busca", label="Cliente: nome, CPF/CNPJ, telefone, login…")
    plano = django_filters.ModelMultipleChoiceFilter(label="Plano", queryset=Plano.objects.all())
    grupo_plano = django_filters.ModelChoiceFilter(
        field_name="plano__grupo", label="Grupo de planos", queryset=GrupoPlano.objects.all()
    )
    tecnologia = django_filters.ChoiceFilter(
        field_name="plano__tecnologia", label="Tecnologia", choices=Plano.Tecnologia.choices
    )
    status = django_filters.MultipleChoiceFilter(label="Status do serviço", choices=Status.choices)
    cidade = django_filters.ModelChoiceFilter(
        field_name="cliente__cidade", label="Cidade do cliente", queryset=cidades_visiveis
    )
    grupo = django_filters.ModelChoiceFilter(
        field_name="cliente__grupo", label="Grupo de clientes", queryset=GrupoCliente.objects.all()
    )
    vendedor = django_filters.ModelChoiceFilter(label="Vendedor", queryset=Usuario.objects.filter(vendedor=True))
    diferenca = django_filters.ChoiceFilter(
        label="Valor em relação ao plano",
        choices=[(ACIMA, "Acima (acréscimo)"), (ABAIXO, "Abaixo (desconto)"), (IGUAL, "Igual")],
        method="filtrar_diferenca",
    )
    data_venda = django_filters.DateFromToRangeFilter(label="Data da venda")
    data_habilitacao = django_filters.DateFromToRangeFilter(label="Data de habilitação")
    data_cancelamento = django_filters.DateFromToRangeFilter(label="Data de cancelamento")

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        for declarado in registro.todos(FiltroDeServico):
            filtro = resolver(declarado.funcao)()
            filtro.parent, filtro.model = self, ServicoCliente
            self.filters[declarado.nome] = filtro

    def filtrar_busca(self, queryset: QuerySet[Any], nome: str, valor: str) -> QuerySet[Any]:
        """Use the client search."""
        return do_cliente("cliente", queryset, valor)

    def filtrar_diferenca(self, queryset: QuerySet[Any], nome: str, valor: str) -> QuerySet[Any]:
        """Compare the price with the plan's of today."""
        comparacao = {ACIMA: "valor__gt", ABAIXO: "valor__lt", IGUAL: "valor"}[valor]
        return queryset.filter(**{comparacao: F("plano__valor")})


def tipos_de_alteracao() -> list[tuple[str, str]]:
    """Return the registered kinds of change, for a choice."""
    return [(tipo.chave, tipo.rotulo) for tipo in registro.todos(AlteracaoEmMassa)]


class AlteracaoFiltro(Filtros):
    """Filters of the changes of many services."""

    busca = django_filters.CharFilter(field_name="resumo", lookup_expr="icontains", label="O que muda")
    tipo = django_filters.ChoiceFilter(label="Alteração", choices=tipos_de_alteracao)
    situacao = django_filters.MultipleChoiceFilter(label="Situação", choices=AlteracaoServicos.Situacao.choices)
    criada_em = django_filters.DateFromToRangeFilter(label="Pedida em")
    usuario = django_filters.ModelChoiceFilter(label="Quem pediu", queryset=Usuario.objects.all())


class ItemAlteracaoFiltro(Filtros):
    """Filters of the services of a change."""

    busca = django_filters.CharFilter(method="filtrar_busca", label="Cliente: nome, CPF/CNPJ, telefone, login…")
    situacao = django_filters.MultipleChoiceFilter(label="Situação", choices=ItemAlteracao.Situacao.choices)
    motivo = django_filters.CharFilter(lookup_expr="icontains", label="Por quê")

    def filtrar_busca(self, queryset: QuerySet[Any], nome: str, valor: str) -> QuerySet[Any]:
        """Use the client search."""
        return do_cliente("servico__cliente", queryset, valor)
