"""The form of a receipt (F06)."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms

from clientes.models import Cliente
from financeiro.consultas.caixa import caixas_para_receber
from financeiro.models import Caixa, Cobranca, Recibo
from hubsoft.core.datas import hoje
from hubsoft.core.telas.campos import CampoDinheiro

ALTERAR_VALOR = "financeiro.alterar_valor_recebido"
DATA_PASSADA = "financeiro.receber_data_passada"
MEIOS = [opcao for opcao in Recibo.Meio.choices if opcao[0] != Recibo.Meio.BOLETO]


class ReceberForm(forms.Form):
    """Date, caixa, means and value; ``chave`` makes a double submit one receipt."""

    recebido_em = forms.DateField(label="Data do recebimento")
    caixa = forms.ModelChoiceField(label="Caixa", queryset=Caixa.objects.none(), empty_label=None)
    meio = forms.ChoiceField(label="Forma de recebimento", choices=MEIOS)
    valor = CampoDinheiro(label="Valor recebido (R$)", required=False)
    observacao = forms.CharField(label="Observação", max_length=200, required=False)
    cobrancas = forms.ModelMultipleChoiceField(queryset=Cobranca.objects.none(), widget=forms.MultipleHiddenInput)
    chave = forms.RegexField(r"^[A-Za-z0-9_-]{20,60}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, cliente: Cliente, usuario: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.usuario = usuario
        self.fields["cobrancas"].queryset = Cobranca.objects.filter(cliente=cliente)  # type: ignore[attr-defined]
        self.fields["caixa"].queryset = caixas_para_receber(usuario)  # type: ignore[attr-defined]
        self.fields["recebido_em"].initial = hoje()
        self.fields["chave"].initial = secrets.token_urlsafe(24)
        if not usuario.has_perm(ALTERAR_VALOR):
            self.fields["valor"].disabled = True
        if not usuario.has_perm(DATA_PASSADA):
            self.fields["recebido_em"].widget.attrs["readonly"] = True

    def clean_recebido_em(self) -> Any:
        """Refuse the future, and the past without the permission (it lowers fine and interest)."""
        data = self.cleaned_data["recebido_em"]
        if data > hoje():
            raise forms.ValidationError("A data do recebimento não pode estar no futuro.")
        if data < hoje() and not self.usuario.has_perm(DATA_PASSADA):
            raise forms.ValidationError("Você não pode receber com data passada. Use a data de hoje.")
        return data

    @property
    def valor_pedido(self) -> Any:
        """The value typed by who may, ``None`` for all that is due."""
        return self.cleaned_data.get("valor") if self.usuario.has_perm(ALTERAR_VALOR) else None
