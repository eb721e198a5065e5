"""What Rede adds to the filters of services (C21)."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from rede.models import EquipamentoConexao, PontoPresenca


def equipamentos_visiveis(request: Any) -> QuerySet[EquipamentoConexao]:
    """Return the concentradores inside the user's limit."""
    return EquipamentoConexao.objects.visiveis_para(request.user)


def _pops(request: Any) -> QuerySet[PontoPresenca]:
    return PontoPresenca.objects.visiveis_para(request.user)


def por_equipamento() -> django_filters.Filter:
    """Return the filter by the concentrador where the login is expected."""
    return django_filters.ModelChoiceFilter(
        field_name="acesso__equipamento", label="Equipamento de conexão", queryset=equipamentos_visiveis
    )


def por_pop() -> django_filters.Filter:
    """Return the filter by the POP of that concentrador."""
    return django_filters.ModelChoiceFilter(field_name="acesso__equipamento__pop", label="POP", queryset=_pops)


def por_acesso() -> django_filters.Filter:
    """Return the filter by having a login."""
    return django_filters.BooleanFilter(field_name="acesso", lookup_expr="isnull", exclude=True, label="Tem acesso")
