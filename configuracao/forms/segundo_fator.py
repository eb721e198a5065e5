"""Forms of the second factor."""

from __future__ import annotations

from typing import Any

from django import forms

MAIOR_CODIGO = 40  # a recovery code with spaces or hyphens


class CampoCodigo(forms.CharField):
    """A code of the app, or of recovery."""

    def __init__(self, **opcoes: Any) -> None:
        atributos = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        entrada = forms.TextInput(attrs={**atributos, "class": "form-control"})
        super().__init__(max_length=MAIOR_CODIGO, widget=entrada, **opcoes)


class FormularioSenha(forms.Form):
    """The password again, before something that opens or closes the account."""

    senha = forms.CharField(
        label="Sua senha",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "form-control"}),
    )


class FormularioAtivar(FormularioSenha):
    """The first code of the app, with the password."""

    codigo = CampoCodigo(label="Código que o aplicativo mostra")
    field_order = ("codigo", "senha")


class FormularioCodigo(forms.Form):
    """The code asked for after the password."""

    codigo = CampoCodigo(label="Código")
    confiar = forms.BooleanField(
        label="Confiar neste aparelho por 30 dias",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["codigo"].widget.attrs["autofocus"] = True
