"""Form of tokens."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from api.acoes.tokens import DadosToken
from api.models import TokenApi
from api.models.token import POR_MINUTO
from api.v1.montagem import permissoes_da_api
from configuracao.models import Usuario
from hubsoft.core.datas import hoje

MAIOR_VALIDADE = dt.timedelta(days=3653)


class FormularioToken(forms.Form):
    """A token; the owner is chosen once. The permissions are a tree that the page draws."""

    nome = forms.CharField(
        label="Nome", max_length=80, help_text="De qual sistema é: “Site”, “Aplicativo de cobrança”, “BI”…"
    )
    usuario = forms.ModelChoiceField(
        label="Em nome de",
        queryset=Usuario.objects.none(),
        empty_label=None,
        help_text="O token nunca pode mais do que este usuário, e só vê as cidades dele.",
    )
    por_minuto = forms.IntegerField(
        label="Pedidos por minuto",
        min_value=1,
        max_value=10_000,
        initial=POR_MINUTO,
        help_text="Acima disso a API responde 429 e diz quanto esperar.",
    )
    validade = forms.DateField(label="Válido até", required=False, help_text="Em branco: até ser revogado.")
    permissoes = forms.MultipleChoiceField(
        label="Permissões", error_messages={"required": "Escolha ao menos uma permissão."}
    )

    def __init__(self, *args: Any, quem: Usuario, token: TokenApi | None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        escolhas = [(codigo, codigo) for codigo in permissoes_da_api()]
        cast(forms.MultipleChoiceField, self.fields["permissoes"]).choices = escolhas
        if token is None:
            donos = Usuario.objects.filter(is_active=True)
            donos = donos if quem.is_superuser else donos.filter(is_superuser=False)
            cast(forms.ModelChoiceField, self.fields["usuario"]).queryset = donos
            self.fields["usuario"].initial = quem.pk
            self.fields["nome"].widget.attrs["autofocus"] = True
        else:
            del self.fields["usuario"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        linha = [Column("nome", css_class="col-12 col-md-6")]
        if token is None:
            linha.append(Column("usuario", css_class="col-12 col-md-6"))
        metade = "col-12 col-md-6"
        self.helper.layout = Layout(
            Row(*linha), Row(Column("por_minuto", css_class=metade), Column("validade", css_class=metade))
        )

    def clean_validade(self) -> dt.date | None:
        """Refuse a day that is over, and one that nobody would live to see."""
        dia: dt.date | None = self.cleaned_data["validade"]
        if dia is not None and not hoje() <= dia <= hoje() + MAIOR_VALIDADE:
            raise ValidationError("Informe um dia a partir de hoje, de até dez anos à frente, ou deixe em branco.")
        return dia

    @property
    def dados(self) -> DadosToken:
        """What the verbs take; the token is good until the end of its last day."""
        limpos = self.cleaned_data
        dia: dt.date | None = limpos["validade"]
        fim = None if dia is None else timezone.make_aware(dt.datetime.combine(dia, dt.time(23, 59, 59)))
        return DadosToken(limpos["nome"], limpos["permissoes"], limpos["por_minuto"], fim)
