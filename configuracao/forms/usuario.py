"""Form of users."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.contrib.auth import password_validation
from django.core.validators import RegexValidator

from configuracao.acoes.usuarios import campos_ao_alcance
from configuracao.models import Cidade, Usuario
from configuracao.senhas import TamanhoMinimo
from hubsoft.core.telas.campos import CampoTelefone, SeletorRemotoMultiplo

LOGIN_VALIDO = RegexValidator(
    r"^[a-zA-Z0-9._@-]{3,60}$", "Use de 3 a 60 letras sem acento, números, ponto, hífen ou sublinhado."
)
SENSIVEIS = ("senha", "trocar_senha", "exige_segundo_fator", "is_superuser", "todas_cidades", "cidades")


class FormularioCidades(forms.Form):
    """The city limit of a user, the part of it that ``quem`` may set."""

    todas_cidades = forms.BooleanField(
        label="Vê os clientes de todas as cidades", required=False, help_text="As cidades abaixo deixam de limitar."
    )
    cidades = forms.ModelMultipleChoiceField(
        Cidade.objects.none(),
        label="Cidades que pode ver",
        required=False,
        widget=SeletorRemotoMultiplo("configuracao:cidade_opcoes", vazio="Digite o nome da cidade…"),
        help_text="Só os clientes destas cidades existem para o usuário. Sem cidade nenhuma, ele não vê clientes.",
    )

    def __init__(self, *args: Any, quem: Usuario, alvo: Usuario, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        todas = Cidade.objects.all()
        cidades: Any = self.fields["cidades"]
        cidades.queryset = todas if quem.is_superuser else todas.visiveis_para(quem)
        if "todas_cidades" not in campos_ao_alcance(quem, alvo):
            del self.fields["todas_cidades"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class FormularioUsuario(forms.Form):
    """A user: only the fields that ``quem`` may set on ``alvo`` are there."""

    nome = forms.CharField(max_length=120)
    login = forms.CharField(max_length=60, validators=[LOGIN_VALIDO], help_text="É com ele que a pessoa entra.")
    email = forms.EmailField(label="E-mail", required=False, max_length=254)
    telefone = CampoTelefone(required=False)
    senha = forms.CharField(
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    trocar_senha = forms.BooleanField(
        label="Trocar a senha ao entrar", required=False, initial=True, help_text="Só a pessoa fica sabendo a nova."
    )
    exige_segundo_fator = forms.BooleanField(
        label="Exigir segundo fator", required=False, help_text="Sem ele, o sistema pede o cadastro ao entrar."
    )
    tecnico = forms.BooleanField(
        label="Aparece na lista de técnicos", required=False, help_text="Recebe ordens de serviço."
    )
    vendedor = forms.BooleanField(
        label="Aparece na lista de vendedores", required=False, help_text="Pode ser escolhido na venda."
    )
    is_superuser = forms.BooleanField(
        label="Administrador", required=False, help_text="Pode tudo, em todas as cidades, e cuida dos usuários."
    )
    todas_cidades = forms.BooleanField(label="Vê os clientes de todas as cidades", required=False)
    cidades = forms.ModelMultipleChoiceField(
        Cidade.objects.none(),
        label="Cidades que pode ver",
        required=False,
        widget=SeletorRemotoMultiplo("configuracao:cidade_opcoes", vazio="Digite o nome da cidade…"),
        help_text="Só os clientes destas cidades existem para o usuário. Sem cidade nenhuma, ele não vê clientes.",
    )

    def __init__(self, *args: Any, quem: Usuario, alvo: Usuario | None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.alvo = alvo
        permitidos = campos_ao_alcance(quem, alvo)
        for campo in SENSIVEIS:
            if campo not in permitidos:
                del self.fields[campo]
        if "cidades" in self.fields:
            todas = Cidade.objects.all()
            self.fields["cidades"].queryset = todas if quem.is_superuser else todas.visiveis_para(quem)  # type: ignore[attr-defined]
        if "senha" in self.fields:
            self.fields["senha"].help_text = TamanhoMinimo().get_help_text()
        if alvo is not None and "senha" in self.fields:
            self.fields["senha"].required = False
            self.fields["senha"].label = "Nova senha"
            self.fields["senha"].help_text = "Em branco: continua a mesma. Trocar desconecta o usuário."
        self.helper = FormHelper()
        self.helper.layout = self._disposicao()

    def _disposicao(self) -> Layout:
        """Return the fields in sections, those that are there."""
        tem = self.fields.__contains__
        informacoes: list[Any] = [
            Row(Column("nome", css_class="col-md-7"), Column("login", css_class="col-md-5")),
            Row(Column("email", css_class="col-md-7"), Column("telefone", css_class="col-md-5")),
        ]
        if tem("senha"):
            informacoes += ["senha", "trocar_senha", "exige_segundo_fator"]
        partes = [Fieldset("Informações", *informacoes)]
        funcoes = [campo for campo in ("tecnico", "vendedor", "is_superuser") if tem(campo)]
        partes.append(Fieldset("Função", *funcoes))
        cidades = [campo for campo in ("todas_cidades", "cidades") if tem(campo)]
        if cidades:
            partes.append(Fieldset("Cidades", *cidades))
        return Layout(*partes)

    def clean_login(self) -> str:
        """Return the login as it is stored."""
        return str(self.cleaned_data["login"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        """Check the rules of passwords against the person's own data."""
        dados = super().clean() or {}
        if dados.get("senha"):
            pessoa = Usuario(login=dados.get("login", ""), nome=dados.get("nome", ""), email=dados.get("email", ""))
            try:
                password_validation.validate_password(dados["senha"], pessoa)
            except forms.ValidationError as erro:
                self.add_error("senha", erro)
        return dados
