"""Form of companies."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms

from configuracao.models import Cidade, Empresa
from hubsoft.core.documentos import CampoCnpj
from hubsoft.core.telas.campos import CampoCep, CampoTelefone, SeletorRemoto


class FormularioEmpresa(forms.ModelForm):
    """A company with its address."""

    cnpj = CampoCnpj(label="CNPJ", max_length=18, help_text="Com números ou com letras e números.")
    cep = CampoCep(label="CEP", max_length=10)
    telefone = CampoTelefone(required=False)
    cidade = forms.ModelChoiceField(
        Cidade.objects.all(), widget=SeletorRemoto("configuracao:cidade_opcoes", vazio="Digite o nome da cidade…")
    )

    class Meta:
        model = Empresa
        fields = (
            "razao_social", "nome_fantasia", "cnpj", "inscricao_estadual", "telefone", "email", "ativa",
            "cep", "logradouro", "numero", "complemento", "bairro", "cidade",
        )  # fmt: skip

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(
                "Empresa",
                Row(Column("razao_social", css_class="col-md-7"), Column("nome_fantasia", css_class="col-md-5")),
                Row(Column("cnpj", css_class="col-md-4"), Column("inscricao_estadual", css_class="col-md-4")),
                Row(Column("telefone", css_class="col-md-4"), Column("email", css_class="col-md-8")),
                "ativa",
            ),
            Fieldset(
                "Endereço",
                Row(Column("cep", css_class="col-md-3"), Column("cidade", css_class="col-md-9")),
                Row(Column("logradouro", css_class="col-md-9"), Column("numero", css_class="col-md-3")),
                Row(Column("bairro", css_class="col-md-6"), Column("complemento", css_class="col-md-6")),
            ),
        )
