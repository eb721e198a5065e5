"""The form of a documented password."""

from __future__ import annotations

from typing import Any

from django import forms

from clientes.models import SenhaDocumentada
from clientes.regras.senha import sugerir_senha


class FormularioSenha(forms.ModelForm):
    """What the password is of, and the password: suggested when new, never shown when there is one."""

    senha = forms.CharField(
        max_length=200,
        strip=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}),
    )

    class Meta:
        model = SenhaDocumentada
        fields = ("descricao", "endereco", "login", "observacao")

    field_order = ("descricao", "endereco", "login", "senha", "observacao")

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["login"].widget.attrs.update(autocomplete="off", spellcheck="false", autocapitalize="off")
        if self.instance.pk:
            self.fields["senha"].required = False
            self.fields["senha"].help_text = "Vazio: mantém a atual."
        else:
            self.fields["senha"].initial = sugerir_senha()
            self.fields["senha"].help_text = "Sugestão forte. Troque-a pela do equipamento, se ele já tem uma."

    @property
    def dados(self) -> dict[str, Any]:
        """The fields of the row."""
        return {nome: self.cleaned_data[nome] for nome in self._meta.fields or ()}
