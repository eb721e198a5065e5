"""The form of a pool of an equipment."""

from __future__ import annotations

import ipaddress
from typing import Any

from django import forms

from rede.models import PoolEquipamento
from rede.regras.login import NOME_DE_POOL


class FormularioPool(forms.ModelForm):
    """Name and range; a range does not overlap another of the same equipment."""

    class Meta:
        model = PoolEquipamento
        fields = ("nome", "faixa")
        help_texts = {
            "nome": "O mesmo nome que está no plano, no acesso ou nas variáveis de suspensão.",
            "faixa": "Rede em CIDR, como 100.64.0.0/22. O primeiro IP fica para o concentrador.",
        }

    def __init__(self, *args: Any, equipamento_id: int, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.equipamento_id = equipamento_id

    def clean_nome(self) -> str:
        """Refuse what a concentrador could not have, and a name taken."""
        nome = str(self.cleaned_data["nome"]).strip()
        if not NOME_DE_POOL.fullmatch(nome):
            raise forms.ValidationError("Use letras sem acento, números e . _ -, sem espaços.")
        if self._outros().filter(nome=nome).exists():
            raise forms.ValidationError("Este equipamento já tem um pool com esse nome.")
        return nome

    def clean_faixa(self) -> str:
        """Return the network; refuse what is none, too small or overlaps."""
        try:
            rede = ipaddress.IPv4Network(str(self.cleaned_data["faixa"]).strip())
        except ValueError:
            raise forms.ValidationError("Informe a rede em CIDR, como 100.64.0.0/22, sem bits do hospedeiro.") from None
        if not 8 <= rede.prefixlen <= 29:
            raise forms.ValidationError("Informe uma rede entre /8 e /29.")
        for outro in self._outros():
            if rede.overlaps(ipaddress.IPv4Network(outro.faixa)):
                raise forms.ValidationError(f"Esta rede se sobrepõe à do pool {outro.nome} ({outro.faixa}).")
        return str(rede)

    def _outros(self) -> Any:
        return PoolEquipamento.objects.filter(equipamento=self.equipamento_id).exclude(pk=self.instance.pk)
