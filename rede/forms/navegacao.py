"""Form of a custom navigation (C20)."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from clientes.forms.cliente import linha
from rede.acoes.customizar_navegacao import Navegacao
from rede.regras.login import NOME_DE_POOL

MAIOR_VELOCIDADE = 100_000_000
"""Kb/s: what the 32-bit attributes of the concentradores still carry is less, and they cut it themselves."""


class FormularioNavegacao(forms.Form):
    """Speeds, pool, until when, why."""

    download_kbps = forms.IntegerField(label="Download (Kb/s)", min_value=1, max_value=MAIOR_VELOCIDADE)
    upload_kbps = forms.IntegerField(label="Upload (Kb/s)", min_value=1, max_value=MAIOR_VELOCIDADE)
    ate = forms.DateTimeField(
        label="Até",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Nesta hora o serviço volta sozinho à velocidade do plano. Vazio: até alguém encerrar.",
    )
    pool = forms.CharField(
        label="Pool de IP",
        required=False,
        max_length=60,
        help_text="Vazio: continua no mesmo. Com outro, o cliente cai e reconecta.",
    )
    motivo = forms.CharField(label="Motivo", required=False, max_length=200)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["download_kbps"].widget.attrs["autofocus"] = True
        self.helper = FormHelper()
        self.helper.layout = Layout(
            linha(("download_kbps", 6), ("upload_kbps", 6)), linha(("ate", 6), ("pool", 6)), linha(("motivo", 12))
        )

    def clean_pool(self) -> str:
        """Refuse a name that a concentrador could not have."""
        pool = str(self.cleaned_data["pool"]).strip()
        if pool and not NOME_DE_POOL.fullmatch(pool):
            raise ValidationError("Use letras sem acento, números e . _ -, sem espaços.")
        return pool

    @property
    def navegacao(self) -> Navegacao:
        """What was asked for."""
        return Navegacao(**self.cleaned_data)
