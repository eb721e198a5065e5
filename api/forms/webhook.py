"""Form of webhooks."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms

from api.acoes.webhooks import DadosWebhook
from api.mensagens import EVENTOS
from api.models import Webhook
from configuracao.models import Usuario


class FormularioWebhook(forms.Form):
    """A webhook; the owner is chosen once."""

    nome = forms.CharField(label="Nome", max_length=80, help_text="De qual sistema é: “CRM”, “Aplicativo”…")
    usuario = forms.ModelChoiceField(
        label="Em nome de",
        queryset=Usuario.objects.none(),
        empty_label=None,
        help_text="O webhook só conta o que este usuário pode ver, nas cidades dele.",
    )
    url = forms.CharField(
        label="Endereço que recebe",
        max_length=500,
        help_text="https://… Recebe um POST com JSON para cada evento.",
        widget=forms.URLInput(attrs={"placeholder": "https://sistema.exemplo.com.br/hubsoft"}),
    )
    eventos = forms.MultipleChoiceField(
        label="Eventos",
        choices=[(tipo, publico.rotulo) for tipo, publico in EVENTOS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Escolha ao menos um evento."},
    )

    def __init__(self, *args: Any, quem: Usuario, webhook: Webhook | None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        if webhook is None:
            donos = Usuario.objects.filter(is_active=True)
            donos = donos if quem.is_superuser else donos.filter(is_superuser=False)
            cast(forms.ModelChoiceField, self.fields["usuario"]).queryset = donos
            self.fields["usuario"].initial = quem.pk
            self.fields["nome"].widget.attrs["autofocus"] = True
        else:
            del self.fields["usuario"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        metade = "col-12 col-md-6"
        linha = [Column("nome", css_class=metade)]
        if webhook is None:
            linha.append(Column("usuario", css_class=metade))
        self.helper.layout = Layout(Row(*linha), "url", "eventos")

    @property
    def dados(self) -> DadosWebhook:
        """What the verbs take."""
        return DadosWebhook(self.cleaned_data["nome"], self.cleaned_data["url"], self.cleaned_data["eventos"])
