"""Fields of a change of how many services are billed (C21)."""

from __future__ import annotations

from django import forms

from financeiro.models import FormaCobranca


def campos() -> dict[str, forms.Field]:
    """Return what people fill; what is left empty stays as each service has it."""
    return {
        "forma": forms.ModelChoiceField(
            label="Nova forma de cobrança",
            queryset=FormaCobranca.objects.filter(ativa=True),
            required=False,
            empty_label="Manter a de cada um",
        ),
        "dia_vencimento": forms.IntegerField(
            label="Novo dia do vencimento",
            required=False,
            min_value=1,
            max_value=31,
            help_text="Em branco: cada um continua com o seu. As faturas já geradas não mudam.",
        ),
    }
