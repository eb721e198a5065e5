"""Forms of sign-in and of one's own profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from configuracao.models import Usuario
from configuracao.senhas import TamanhoMinimo
from hubsoft.core.telas.campos import CampoTelefone

INCORRETO = "Login ou senha incorretos. Confira as letras maiúsculas e tente de novo."
INATIVO = "Seu usuário está inativo. Fale com o administrador do sistema para voltar a entrar."


class FormularioEntrar(AuthenticationForm):
    """Sign-in. The login ignores case; who is inactive is told so only after the right password."""

    username = forms.CharField(
        label="Login",
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "autofocus": True,
                "autocomplete": "username",
                "autocapitalize": "none",
                "class": "form-control",
            }
        ),
    )
    password = forms.CharField(
        label="Senha",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "form-control"}),
    )

    def clean_username(self) -> str:
        """Return the login as it is stored."""
        return str(self.cleaned_data["username"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        """Check login and password; the lock after failures is applied by django-axes inside ``authenticate``."""
        login, senha = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if login and senha:
            # By "login", the name under which django-axes counts the failures.
            self.user_cache = authenticate(self.request, login=login, password=senha)
            if self.user_cache is None:
                raise ValidationError(INATIVO if self._inativo(login, senha) else INCORRETO, code="invalid_login")
        return self.cleaned_data

    @staticmethod
    def _inativo(login: str, senha: str) -> bool:
        usuario = Usuario.objects.filter(login=login, is_active=False).first()
        return usuario is not None and usuario.check_password(senha)


class FormularioPerfil(forms.Form):
    """One's own data."""

    nome = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail", required=False, max_length=254)
    telefone = CampoTelefone(required=False)


class FormularioTrocarSenha(forms.Form):
    """One's own new password, with the current one."""

    atual = forms.CharField(
        label="Senha atual",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    nova = forms.CharField(
        label="Nova senha",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repetida = forms.CharField(
        label="Repita a nova senha",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, usuario: Usuario, **opcoes: Any) -> None:
        self.usuario = usuario
        super().__init__(*args, **opcoes)
        self.fields["nova"].help_text = TamanhoMinimo().get_help_text()

    def clean_nova(self) -> str:
        """Check the rules of passwords."""
        nova = str(self.cleaned_data["nova"])
        password_validation.validate_password(nova, self.usuario)
        return nova

    def clean(self) -> dict[str, Any]:
        """Check that both are equal."""
        dados = super().clean() or {}
        if dados.get("nova") and dados.get("repetida") and dados["nova"] != dados["repetida"]:
            self.add_error("repetida", "As duas senhas são diferentes. Digite a mesma nos dois campos.")
        return dados
