"""Filters of the suspension rule."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from configuracao.models import Cidade, MensagemEmail
from financeiro.consultas.clientes import do_cliente
from financeiro.models import AvisoSuspensao, DecisaoSuspensao, DesbloqueioConfianca, FormaCobranca
from financeiro.tables.suspensao import FARIA, TIPOS
from hubsoft.core.datas import hoje
from hubsoft.core.telas import Filtros


class ExecucaoFiltro(Filtros):
    """What people look runs up by."""

    data = django_filters.DateFromToRangeFilter(label="Dia")
    simulacao = django_filters.TypedChoiceFilter(
        choices=[(str(simulada), rotulo) for simulada, rotulo in TIPOS.items()],
        coerce=lambda texto: texto == "True",
        label="Tipo",
    )


class _DoServicoFiltro(Filtros):
    """Rows that hang on a service are looked up by client."""

    busca = django_filters.CharFilter(method="procurar", label="Cliente ou CPF/CNPJ")

    def procurar(self, queryset: QuerySet[Any], _nome: str, termo: str) -> QuerySet[Any]:
        """Look for the client."""
        return do_cliente(queryset, "servico__cliente", termo)


class DecisaoFiltro(_DoServicoFiltro):
    """Filters of what a run decided."""

    decisao = django_filters.MultipleChoiceFilter(choices=DecisaoSuspensao.Decisao.choices, label="Decisão")
    dias_atraso = django_filters.RangeFilter(label="Dias de atraso")
    valor_aberto = django_filters.RangeFilter(label="Valor em aberto")
    motivo = django_filters.CharFilter(lookup_expr="icontains", label="Motivo")
    forma = django_filters.ModelChoiceFilter(
        field_name="servico__dados_cobranca__forma", queryset=FormaCobranca.objects.all(), label="Forma de cobrança"
    )
    cidade = django_filters.ModelChoiceFilter(method="na_cidade", queryset=Cidade.objects.all(), label="Cidade")

    def na_cidade(self, queryset: QuerySet[Any], _nome: str, cidade: Cidade) -> QuerySet[Any]:
        """Keep the clients that live in a city."""
        daqui = {"servico__cliente__enderecos__cidade": cidade, "servico__cliente__enderecos__servico__isnull": True}
        return queryset.filter(**daqui)


class SimulacaoFiltro(DecisaoFiltro):
    """The same, in the words of a simulation."""

    decisao = django_filters.MultipleChoiceFilter(choices=list(FARIA.items()), label="Decisão")


class ExcecaoFiltro(Filtros):
    """What people look exceptions up by."""

    busca = django_filters.CharFilter(method="procurar", label="Cliente ou CPF/CNPJ")
    vigor = django_filters.ChoiceFilter(
        method="em_vigor", choices=[("sim", "Em vigor"), ("nao", "Encerradas e vencidas")], label="Situação"
    )
    ate = django_filters.DateFromToRangeFilter(label="Até")

    def procurar(self, queryset: QuerySet[Any], _nome: str, termo: str) -> QuerySet[Any]:
        """Look for the client."""
        return do_cliente(queryset, "cliente", termo)

    def em_vigor(self, queryset: QuerySet[Any], _nome: str, valor: str) -> QuerySet[Any]:
        """Keep those that hold today, or the others."""
        em_vigor = {"encerrada_em__isnull": True, "ate__gte": hoje()}
        return queryset.filter(**em_vigor) if valor == "sim" else queryset.exclude(**em_vigor)


class DesbloqueioFiltro(_DoServicoFiltro):
    """What people look desbloqueios up by."""

    situacao = django_filters.MultipleChoiceFilter(choices=DesbloqueioConfianca.Situacao.choices, label="Situação")
    ate = django_filters.DateFromToRangeFilter(label="Liberado até")
    criado_em = django_filters.DateFromToRangeFilter(label="Liberado em")


class AvisoFiltro(_DoServicoFiltro):
    """What people look notices up by."""

    tipo = django_filters.ChoiceFilter(choices=AvisoSuspensao.Tipo.choices, label="Aviso de")
    meio = django_filters.MultipleChoiceFilter(choices=AvisoSuspensao.Meio.choices, label="Meio")
    envio = django_filters.MultipleChoiceFilter(
        field_name="mensagem__situacao", choices=MensagemEmail.Situacao.choices, label="Envio do e-mail"
    )
    enviado_em = django_filters.DateFromToRangeFilter(label="Enviado em")
    prazo = django_filters.DateFromToRangeFilter(label="Prazo até")


class RescisaoFiltro(Filtros):
    """What people look up services whose contract may be ended by."""

    busca = django_filters.CharFilter(method="procurar", label="Cliente ou CPF/CNPJ")
    avisado = django_filters.ChoiceFilter(
        method="com_aviso", choices=[("sim", "Avisados"), ("nao", "Ainda não avisados")], label="Aviso"
    )

    def procurar(self, queryset: QuerySet[Any], _nome: str, termo: str) -> QuerySet[Any]:
        """Look for the client."""
        return do_cliente(queryset, "cliente", termo)

    def com_aviso(self, queryset: QuerySet[Any], _nome: str, valor: str) -> QuerySet[Any]:
        """Keep those with a notice, or those without."""
        return queryset.filter(avisado_em__isnull=valor == "nao")
