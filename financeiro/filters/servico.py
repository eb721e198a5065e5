"""What Financeiro adds to the filters of services (C21)."""

from __future__ import annotations

import django_filters

from financeiro.models import DadosCobranca, FormaCobranca


def por_forma() -> django_filters.Filter:
    """Return the filter by forma de cobrança."""
    return django_filters.ModelChoiceFilter(
        field_name="dados_cobranca__forma", label="Forma de cobrança", queryset=FormaCobranca.objects.all()
    )


def por_vencimento() -> django_filters.Filter:
    """Return the filter by due day of the month."""
    return django_filters.ChoiceFilter(
        field_name="dados_cobranca__dia_vencimento",
        label="Dia do vencimento",
        choices=[(dia, f"Dia {dia}") for dia in range(1, 32)],
    )


def por_modalidade() -> django_filters.Filter:
    """Return the filter by billing before or after use."""
    return django_filters.ChoiceFilter(
        field_name="dados_cobranca__modalidade", label="Modalidade", choices=DadosCobranca.Modalidade.choices
    )
