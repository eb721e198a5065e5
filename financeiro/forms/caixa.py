"""The form of a caixa (F23, thin)."""

from __future__ import annotations

from typing import Any

from django import forms

from configuracao.models import Empresa, Usuario
from financeiro.models import Caixa


class CaixaForm(forms.ModelForm):
    """Name, company, and who may receive in it."""

    usuarios = forms.ModelMultipleChoiceField(
        label="Quem pode receber neste caixa",
        queryset=Usuario.objects.none(),
        required=False,
        help_text="Quem entra aqui também estorna e visualiza; quem sai só deixa de receber. "
        "Os outros direitos ficam na aba Caixas de cada usuário.",
    )

    class Meta:
        model = Caixa
        fields = ("nome", "empresa", "ativo")

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["empresa"].queryset = Empresa.objects.filter(ativa=True)  # type: ignore[attr-defined]
        self.fields["usuarios"].queryset = Usuario.objects.filter(is_active=True)  # type: ignore[attr-defined]
        empresas = list(Empresa.objects.filter(ativa=True)[:2])
        if len(empresas) == 1:
            self.initial.setdefault("empresa", empresas[0].pk)
        if self.instance.pk:
            direitos = self.instance.direitos.filter(receber=True, usuario__is_active=True)
            self.initial["usuarios"] = list(direitos.values_list("usuario", flat=True))
