"""Forms of the suspension rule: simulate a day, leave a client alone, unlock on trust."""

from __future__ import annotations

from typing import Any

from django import forms

from financeiro.models import AvisoSuspensao
from hubsoft.core.datas import hoje


class SimularForm(forms.Form):
    """The day of a simulation."""

    dia = forms.DateField(
        label="Dia simulado",
        help_text="Com as cobranças em aberto agora, como se a rotina rodasse neste dia. Nada é mudado.",
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["dia"].widget.attrs["min"] = hoje().isoformat()


class AteQuandoForm(forms.Form):
    """A last day, inclusive, and the reason (manual: both required)."""

    ate = forms.DateField(label="Até o dia")
    motivo = forms.CharField(label="Motivo", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["ate"].widget.attrs["min"] = hoje().isoformat()


class AvisoForm(forms.Form):
    """A notice given by other means than e-mail."""

    tipo = forms.ChoiceField(label="Aviso de", choices=AvisoSuspensao.Tipo.choices)
    meio = forms.ChoiceField(
        label="Como foi avisado",
        choices=[(valor, rotulo) for valor, rotulo in AvisoSuspensao.Meio.choices if valor != "email"],
    )
    enviado_em = forms.DateField(label="Dia do aviso", help_text="O prazo até a suspensão conta deste dia.")
    destinatario = forms.CharField(
        label="Para", max_length=200, help_text="O endereço, o número, ou quem recebeu; na carta, o código de rastreio."
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["enviado_em"].widget.attrs["max"] = hoje().isoformat()
