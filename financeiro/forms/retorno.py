"""The upload of a retorno."""

from __future__ import annotations

from typing import Any

from django import forms

from financeiro.acoes.receber_retorno import LIMITE_BYTES
from financeiro.models import Caixa, FormaCobranca

MEGA = 1024 * 1024


class RetornoForm(forms.Form):
    """A file of the bank, of at most ``LIMITE_BYTES``."""

    arquivo = forms.FileField(
        label="Arquivo de retorno", help_text="Itaú CNAB 400 ou Sicoob CNAB 240, como o banco enviou."
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
        caixas = Caixa.objects.filter(ativo=True)
        if not usuario.is_superuser:
            caixas = caixas.filter(direitos__usuario=usuario, direitos__receber=True)
        self.fields["caixa"].queryset = caixas  # type: ignore[attr-defined]

    def clean_arquivo(self) -> Any:
        """Refuse a file larger than any retorno."""
        arquivo = self.cleaned_data["arquivo"]
        if arquivo.size > LIMITE_BYTES:
            raise forms.ValidationError(
                f"O arquivo passa de {LIMITE_BYTES // MEGA} MB. Confira se é mesmo o retorno do banco."
            )
        return arquivo
