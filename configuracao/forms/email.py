"""Forms of e-mail senders."""

from __future__ import annotations

import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError

from configuracao.models import RemetenteEmail

Seguranca = RemetenteEmail.Seguranca
NOME_DE_SERVIDOR = re.compile(r"^(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$")


class FormularioRemetente(forms.ModelForm):
    """A sender; an empty password keeps the stored one."""

    nova_senha = forms.CharField(
        label="Senha",
        required=False,
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    # Not a field of the model for this form: choosing a default takes that from another, which is the verb's.
    padrao = forms.BooleanField(label="Padrão", required=False, help_text="É usado quando nenhum outro é escolhido.")

    class Meta:
        model = RemetenteEmail
        fields = (
            "nome", "endereco", "nome_exibicao", "responder_para", "servidor", "porta", "seguranca",
            "verificar_certificado", "usuario", "por_minuto",
        )  # fmt: skip
        help_texts = {
            "nome": "Como o remetente aparece nas listas, por exemplo Financeiro.",
            "endereco": "Os clientes recebem os e-mails deste endereço.",
            "responder_para": "Em branco: as respostas voltam para o e-mail do remetente.",
            "servidor": "Por exemplo smtp.seuprovedor.com.br.",
            "usuario": "Em geral o próprio e-mail. Em branco: sem login.",
            "por_minuto": "O limite do seu serviço de e-mail; o que passar dele espera.",
        }

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        if self.instance.pk and self.instance.senha:
            self.fields["nova_senha"].label = "Nova senha"
            self.fields["nova_senha"].help_text = "Em branco: continua a mesma."
        self.fields["padrao"].initial = self.instance.padrao
        if self.instance.padrao:
            self.fields["padrao"].disabled = True
            self.fields["padrao"].help_text = "Para trocar, marque outro remetente como padrão."
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(
                "Remetente",
                Row(Column("nome", css_class="col-md-6"), Column("nome_exibicao", css_class="col-md-6")),
                Row(Column("endereco", css_class="col-md-6"), Column("responder_para", css_class="col-md-6")),
                "padrao",
            ),
            Fieldset(
                "Servidor",
                Row(
                    Column("servidor", css_class="col-md-5"),
                    Column("seguranca", css_class="col-md-4"),
                    Column("porta", css_class="col-md-3"),
                ),
                Row(Column("usuario", css_class="col-md-6"), Column("nova_senha", css_class="col-md-6")),
                Row(Column("por_minuto", css_class="col-md-4"), Column("verificar_certificado", css_class="col-md-8")),
            ),
        )

    def clean_servidor(self) -> str:
        """Return a host name or IPv4 address."""
        servidor = str(self.cleaned_data["servidor"]).strip().lower().rstrip(".")
        if not NOME_DE_SERVIDOR.match(servidor):
            raise ValidationError("Informe só o nome do servidor, como smtp.seuprovedor.com.br.")
        return servidor

    def clean_nome_exibicao(self) -> str:
        """Return the name on one line: it goes in a header."""
        return " ".join(str(self.cleaned_data["nome_exibicao"]).split())

    def clean(self) -> dict[str, Any]:
        """Refuse a login that would travel in clear, and what SMTP cannot carry."""
        dados = super().clean() or {}
        usuario, senha = dados.get("usuario", ""), dados.get("nova_senha", "")
        if usuario and dados.get("seguranca") == Seguranca.NENHUMA:
            self.add_error("seguranca", "Sem criptografia a senha viajaria aberta. Use STARTTLS ou SSL/TLS.")
        for campo, valor in (("usuario", usuario), ("nova_senha", senha)):
            if not valor.isascii():
                self.add_error(campo, "Servidores de e-mail não aceitam acentos aqui.")
        return dados


class FormularioTesteRemetente(forms.Form):
    """Where the test message goes."""

    para = forms.EmailField(label="Enviar o teste para", max_length=254)
