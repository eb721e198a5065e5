"""Forms of transfers and movements of a caixa (F23)."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms

from financeiro.acoes.movimento import tem_documento
from financeiro.consultas.caixa import caixas_com_direito
from financeiro.models import Caixa, MovimentoCaixa
from hubsoft.core.datas import hoje
from hubsoft.core.telas.campos import CampoDinheiro


class TransferirForm(forms.Form):
    """From, to, day, value; ``chave`` makes a double submit one transfer."""

    origem = forms.ModelChoiceField(label="Sai do caixa", queryset=Caixa.objects.none())
    destino = forms.ModelChoiceField(label="Entra no caixa", queryset=Caixa.objects.none())
    data = forms.DateField(label="Data")  # type: ignore[assignment]
    valor = CampoDinheiro(label="Valor (R$)")
    observacao = forms.CharField(label="Observação", max_length=120, required=False)
    chave = forms.RegexField(r"^[A-Za-z0-9_-]{20,60}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, usuario: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        caixas = caixas_com_direito(usuario, "transferir").filter(ativo=True)
        for campo in ("origem", "destino"):
            self.fields[campo].queryset = caixas  # type: ignore[attr-defined]
        # A picker in focus opens over the others.
        self.fields["valor"].widget.attrs["autofocus"] = True
        self.fields["data"].initial = hoje()
        self.fields["chave"].initial = secrets.token_urlsafe(24)


class MovimentoForm(forms.Form):
    """What may be corrected in a movement."""

    descricao = forms.CharField(label="Descrição", max_length=200)
    data = forms.DateField(label="Data")  # type: ignore[assignment]

    def __init__(self, *args: Any, movimento: MovimentoCaixa, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        if tem_documento(movimento):
            self.fields["data"].disabled = True
            self.fields["data"].help_text = "É a data do recibo ou da transferência."
