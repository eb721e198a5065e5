"""The name of a neighbourhood."""

from __future__ import annotations

from django import forms


class FormularioBairro(forms.Form):
    """The name that the chosen neighbourhoods get."""

    nome = forms.CharField(label="Nome do bairro", max_length=80)

    def clean_nome(self) -> str:
        """Return it without doubled spaces."""
        return " ".join(self.cleaned_data["nome"].split())
