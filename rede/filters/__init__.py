"""Filters of the lists of Rede."""

from __future__ import annotations

import ipaddress
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from hubsoft.core.telas import Filtros
from rede.models import Autenticacao, ComandoCoa, Conexao, EquipamentoConexao, PontoPresenca, Sessao
from rede.regras.error_cause import TABELA
from rede.regras.login import normalizar_mac
from rede.regras.radius import CAUSAS, RECUSAS


def por_login_ip_mac(queryset: QuerySet[Any], campo_ip: str, termo: str) -> QuerySet[Any]:
    """Return the rows of the address or MAC typed, else those whose login begins with the text."""
    texto = termo.strip()
    try:
        return queryset.filter(**{campo_ip: str(ipaddress.ip_address(texto))})
    except ValueError:
        pass
    try:
        return queryset.filter(mac=normalizar_mac(texto))
    except ValueError:
        return queryset.filter(login__startswith=texto.replace("\x00", ""))


def _equipamentos(request: Any) -> QuerySet[EquipamentoConexao]:
    return EquipamentoConexao.objects.visiveis_para(getattr(request, "user", None))


class _ComBusca(Filtros):
    """Search box by login, IP or MAC, and the equipment."""

    campo_ip = "framed_ip"
    busca = django_filters.CharFilter(method="buscar", label="Buscar por login, IP ou MAC")
    equipamento = django_filters.ModelChoiceFilter(queryset=_equipamentos, label="Equipamento")

    def buscar(self, queryset: QuerySet[Any], nome: str, valor: str) -> QuerySet[Any]:
        """Apply the search box."""
        return por_login_ip_mac(queryset, self.campo_ip, valor)


class SessaoFiltro(_ComBusca):
    """Open sessions."""

    class Meta:
        model = Sessao
        fields = ("busca", "equipamento")


class ConexaoFiltro(_ComBusca):
    """Closed connections."""

    fim = django_filters.DateFromToRangeFilter(label="Encerrada entre")
    causa = django_filters.ChoiceFilter(choices=sorted(CAUSAS.items(), key=lambda par: par[1]), label="Motivo da queda")

    class Meta:
        model = Conexao
        fields = ("busca", "fim", "equipamento", "causa")


class AutenticacaoFiltro(_ComBusca):
    """Answers of the RADIUS server."""

    campo_ip = "ip"
    aceito = django_filters.ChoiceFilter(choices=[("True", "Aceita"), ("False", "Recusada")], label="Resultado")
    motivo = django_filters.ChoiceFilter(choices=list(RECUSAS.items()), label="Motivo da recusa")
    em = django_filters.DateFromToRangeFilter(label="Período")

    class Meta:
        model = Autenticacao
        fields = ("busca", "aceito", "motivo", "em", "equipamento")


class ComandoFiltro(Filtros):
    """Commands to the concentrador."""

    busca = django_filters.CharFilter(field_name="login", lookup_expr="startswith", label="Buscar pelo login")
    estado = django_filters.MultipleChoiceFilter(choices=ComandoCoa.Estado.choices, label="Situação")
    tipo = django_filters.ChoiceFilter(choices=ComandoCoa.Tipo.choices, label="Comando")
    equipamento = django_filters.ModelChoiceFilter(queryset=_equipamentos, label="Equipamento")
    error_cause = django_filters.ChoiceFilter(
        choices=[(codigo, f"{codigo} {causa.nome}") for codigo, causa in TABELA.items()], label="Error-Cause"
    )
    criado_em = django_filters.DateFromToRangeFilter(label="Período")


class PopFiltro(Filtros):
    """POPs."""

    busca = django_filters.CharFilter(field_name="nome", lookup_expr="icontains", label="Buscar pelo nome")


class EquipamentoFiltro(Filtros):
    """Equipment."""

    busca = django_filters.CharFilter(method="buscar", label="Buscar por nome ou IP")
    pop = django_filters.ModelChoiceFilter(
        queryset=lambda request: PontoPresenca.objects.visiveis_para(getattr(request, "user", None)), label="POP"
    )
    ativo = django_filters.BooleanFilter(label="Ativo")

    def buscar(self, queryset: QuerySet[Any], nome: str, valor: str) -> QuerySet[Any]:
        """Apply the search box."""
        try:
            ip = str(ipaddress.ip_address(valor.strip()))
        except ValueError:
            return queryset.filter(Q(nome__icontains=valor) | Q(modelo__icontains=valor))
        return queryset.filter(Q(ipv4=ip) | Q(ipv6=ip))
