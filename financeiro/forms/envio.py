"""Form of sending a boleto by e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms


class FormularioEnvio(forms.Form):
    """Which of the client's addresses get it; ``vez`` is how many e-mails of the fatura the person was shown."""

    para = forms.MultipleChoiceField(label="Enviar para", widget=forms.CheckboxSelectMultiple)
    vez = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)

    def __init__(self, *args: Any, emails: Sequence[str], **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["para"].choices = [(email, email) for email in emails]  # type: ignore[attr-defined]
