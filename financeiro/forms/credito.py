"""The form that puts a client's credit to use."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any

from django import forms

from clientes.models import Cliente
from financeiro.models import Cobranca
from hubsoft.core.telas.campos import CampoDinheiro


class UsarCreditoForm(forms.Form):
    """How much of the credit; ``chave`` makes a double submit one use."""

    valor = CampoDinheiro(label="Crédito a usar (R$)", min_value=Decimal("0.01"))
    cobrancas = forms.ModelMultipleChoiceField(
        queryset=Cobranca.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages={"required": "Nada em aberto no que foi escolhido. Volte à ficha do cliente e escolha."},
    )
    chave = forms.RegexField(r"^[A-Za-z0-9_-]{20,60}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, cliente: Cliente, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["cobrancas"].queryset = Cobranca.objects.filter(cliente=cliente)  # type: ignore[attr-defined]
        self.fields["chave"].initial = secrets.token_urlsafe(24)
