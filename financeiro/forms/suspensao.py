"""Forms of the suspension rule: simulate a day, leave a client alone, unlock on trust."""

from __future__ import annotations

from typing import Any

from django import forms

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
