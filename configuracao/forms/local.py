"""Forms of cities and holidays."""

from __future__ import annotations

from typing import Any

from django import forms

from configuracao.models import Cidade, Feriado
from configuracao.regras.ibge import UF_POR_CODIGO
from hubsoft.core.telas.campos import SeletorRemoto

UFS = [(uf, uf) for uf in sorted(UF_POR_CODIGO.values())]


class FormularioCidade(forms.ModelForm):
    """A municipality: the first two digits of its IBGE code are those of its state."""

    uf = forms.ChoiceField(label="UF", choices=[("", "Escolha…"), *UFS])

    class Meta:
        model = Cidade
        fields = ("nome", "uf", "ibge")
        help_texts = {"ibge": "Sete dígitos, como 3509502 (Campinas). Está na nota fiscal e no site do IBGE."}

    def clean_ibge(self) -> str:
        """Check the digits."""
        codigo = str(self.cleaned_data["ibge"]).strip()
        if not (codigo.isascii() and codigo.isdigit() and len(codigo) == 7):
            raise forms.ValidationError("O código IBGE do município tem 7 dígitos. Confira o número digitado.")
        return codigo

    def clean(self) -> dict[str, Any]:
        """Check the state against the code."""
        dados = super().clean() or {}
        codigo, uf = dados.get("ibge"), dados.get("uf")
        if codigo and uf and UF_POR_CODIGO.get(codigo[:2]) != uf:
            do_codigo = UF_POR_CODIGO.get(codigo[:2])
            onde = f"é de {do_codigo}" if do_codigo else "não é de nenhum estado"
            self.add_error("ibge", f"O código {codigo} {onde}, não de {uf}. Confira o código e a UF.")
        return dados


ANOS = (1990, 2100)


class FormularioCalendario(forms.Form):
    """Of which place, within the limit of ``quem``, and year the holidays are shown."""

    cidade = forms.ModelChoiceField(
        Cidade.objects.none(),
        required=False,
        widget=SeletorRemoto("configuracao:cidade_opcoes", vazio="Só os nacionais e os da empresa"),
    )
    ano = forms.IntegerField(min_value=ANOS[0], max_value=ANOS[1])

    def __init__(self, *args: Any, quem: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        cidades: Any = self.fields["cidade"]
        cidades.queryset = Cidade.objects.visiveis_para(quem)


class FormularioFeriado(forms.ModelForm):
    """A municipal or company holiday."""

    cidade = forms.ModelChoiceField(
        Cidade.objects.all(),
        required=False,
        widget=SeletorRemoto("configuracao:cidade_opcoes", vazio="Digite o nome da cidade…"),
        help_text="Em branco: vale para a empresa toda.",
    )

    class Meta:
        model = Feriado
        fields = ("data", "nome", "cidade", "todo_ano")
