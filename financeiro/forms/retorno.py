"""The upload of a retorno."""

from __future__ import annotations

from typing import Any

from django import forms

from financeiro.acoes.receber_retorno import LIMITE_BYTES
from financeiro.consultas.caixa import caixas_para_receber
from financeiro.models import Caixa, FormaCobranca, Retorno

MEGA = 1024 * 1024


class RetornoForm(forms.Form):
    """A file of the bank, of at most ``LIMITE_BYTES``."""

    arquivo = forms.FileField(
        label="Arquivo de retorno",
        help_text="CNAB 240 ou 400, como o banco enviou. Arquivos grandes são lidos em segundo plano.",
    )
    forma = forms.ModelChoiceField(
        label="Forma de cobrança",
        queryset=FormaCobranca.objects.all(),
        required=False,
        empty_label="Descobrir pela conta do arquivo",
    )
    caixa = forms.ModelChoiceField(
        label="Caixa em que os pagamentos entram",
        queryset=Caixa.objects.none(),
        required=False,
        empty_label="O mesmo do último retorno da conta",
    )

    def __init__(self, *args: Any, usuario: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        caixas = caixas_para_receber(usuario)
        campo: Any = self.fields["caixa"]
        campo.queryset = caixas
        poucos = list(caixas[:2])
        if len(poucos) == 1:
            campo.initial, campo.empty_label = poucos[0].pk, None
        elif not Retorno.objects.filter(caixa__in=caixas).exists():
            # Nothing to follow yet: the first retorno says where its money goes.
            campo.required, campo.empty_label = True, "Escolha o caixa"

    def clean_arquivo(self) -> Any:
        """Refuse a file larger than any retorno."""
        arquivo = self.cleaned_data["arquivo"]
        if arquivo.size > LIMITE_BYTES:
            raise forms.ValidationError(
                f"O arquivo passa de {LIMITE_BYTES // MEGA} MB. Confira se é mesmo o retorno do banco."
            )
        return arquivo
