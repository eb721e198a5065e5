"""Forms of the portal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from hubsoft.core.documentos import CampoCpfCnpj

SENHA = {"class": "form-control form-control-lg"}
DOCUMENTO_NA_SENHA = "A senha não pode ser o seu CPF ou CNPJ."


class CampoDoAssinante(CampoCpfCnpj):
    """The subscriber's document; a hardware keyboard of digits serves most of them."""

    def __init__(self, **opcoes: Any) -> None:
        super().__init__(label="CPF ou CNPJ", max_length=18, **opcoes)
        self.widget.attrs |= {"class": "form-control form-control-lg", "autocomplete": "username"}


def _senha(rotulo: str, preenchimento: str) -> forms.CharField:
    return forms.CharField(
        label=rotulo,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={**SENHA, "autocomplete": preenchimento}),
    )


class FormularioEntrar(forms.Form):
    """Sign-in."""

    cpf_cnpj = CampoDoAssinante()
    senha = _senha("Senha", "current-password")


class FormularioPedirCodigo(forms.Form):
    """Whose first access or forgotten password."""

    cpf_cnpj = CampoDoAssinante()


class FormularioDefinirSenha(forms.Form):
    """The code of the e-mail and the new password."""

    cpf_cnpj = CampoDoAssinante()
    codigo = forms.CharField(
        label="Código do e-mail",
        max_length=20,
        widget=forms.TextInput(attrs={**SENHA, "autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    senha = _senha("Nova senha", "new-password")
    repetida = _senha("Repita a nova senha", "new-password")

    def clean_senha(self) -> str:
        """Apply the rules of passwords of the house."""
        senha: str = self.cleaned_data["senha"]
        password_validation.validate_password(senha)
        return senha

    def clean(self) -> dict[str, Any]:
        """Compare the two passwords; refuse the document as one."""
        dados = super().clean() or {}
        senha, documento = dados.get("senha"), dados.get("cpf_cnpj")
        if senha and documento and documento in senha.upper():
            self.add_error("senha", DOCUMENTO_NA_SENHA)
        if senha and "repetida" in dados and senha != dados["repetida"]:
            self.add_error("repetida", ValidationError("As duas senhas não são iguais."))
        return dados


class FormularioAceite(forms.Form):
    """The acceptance of a contract."""

    concordo = forms.BooleanField(
        label="Li o contrato e concordo",
        error_messages={"required": "Marque que leu e concorda para aceitar o contrato."},
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
