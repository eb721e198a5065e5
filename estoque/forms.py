"""Forms of Estoque."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from clientes.forms.cliente import escolha, linha
from configuracao.models import Usuario
from estoque.acoes import NovoEquipamento
from estoque.models import Equipamento, EquipamentoEmServico, Produto
from hubsoft.core.datas import hoje
from hubsoft.core.telas.campos import CampoDinheiro, EntradaMascara, SeletorRemotoMultiplo
from rede.regras.login import normalizar_mac

SERIAL = re.compile(r"[0-9A-Z][0-9A-Z./_-]{0,63}")
MAIS_DE_UMA_VEZ = 500


def ler_serial(texto: str) -> str:
    """Return a serial number in capitals without spaces; raises ``ValidationError``."""
    serial = re.sub(r"\s", "", texto).upper()
    if serial and not SERIAL.fullmatch(serial):
        raise ValidationError(f"“{texto[:40]}” não é um número de série: use letras, números, ponto, traço ou barra.")
    return serial


def ler_mac(texto: str) -> str:
    """Return a MAC as AA:BB:CC:DD:EE:FF, "" for none; raises ``ValidationError``."""
    if not texto.strip():
        return ""
    try:
        return normalizar_mac(texto)
    except ValueError:
        raise ValidationError(f"“{texto[:40]}” não é um MAC. Escreva como AA:BB:CC:DD:EE:FF.") from None


class FormularioProduto(forms.ModelForm):
    """A product."""

    valor = CampoDinheiro(
        label="Valor de reposição (R$)",
        min_value=Decimal("0"),
        max_digits=10,
        initial=Decimal("0"),
        help_text="Quanto o cliente paga por equipamento que não devolve. Sai no protocolo de cancelamento.",
    )

    class Meta:
        model = Produto
        fields = ("nome", "tipo", "valor", "controla_serial", "ativo")

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            linha(("nome", 12)), linha(("tipo", 6), ("valor", 6)), linha(("controla_serial", 6), ("ativo", 6))
        )

    def _post_clean(self) -> None:
        """Leave the instance as it is: the verb writes it, and says itself which name exists."""


class FormularioEntrada(forms.Form):
    """Pieces put into stock: a line each, the serial and, where known, the MAC."""

    produto = forms.ModelChoiceField(label="Produto", queryset=Produto.objects.filter(ativo=True))
    seriais = forms.CharField(
        label="Números de série",
        max_length=40_000,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
        help_text="Um por linha; o MAC depois, se houver: HWTC12345678 AA:BB:CC:DD:EE:FF. Aceita leitor de código.",
    )
    observacao = forms.CharField(label="Observação", required=False, max_length=300)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["produto"].widget.attrs["autofocus"] = True
        self.helper = FormHelper()
        self.helper.layout = Layout(linha(("produto", 12)), linha(("seriais", 12)), linha(("observacao", 12)))

    def clean_seriais(self) -> list[NovoEquipamento]:
        """Read the lines."""
        linhas = [texto.strip() for texto in self.cleaned_data["seriais"].splitlines() if texto.strip()]
        if len(linhas) > MAIS_DE_UMA_VEZ:
            raise ValidationError(f"Cadastre até {MAIS_DE_UMA_VEZ} por vez.")
        novos = []
        for texto in linhas:
            serial, *resto = re.split(r"[\s;,]+", texto, maxsplit=1)
            novos.append(NovoEquipamento(ler_serial(serial), ler_mac(resto[0] if resto else "")))
        return novos


class FormularioEquipamento(forms.Form):
    """Correction of one piece."""

    serial = forms.CharField(label="Número de série", required=False, max_length=64)
    mac = forms.CharField(label="MAC", required=False, max_length=20, widget=EntradaMascara("mac"))
    observacao = forms.CharField(label="Observação", required=False, max_length=300)

    def clean_serial(self) -> str:
        """Read the serial."""
        return ler_serial(self.cleaned_data["serial"])

    def clean_mac(self) -> str:
        """Read the MAC."""
        return ler_mac(self.cleaned_data["mac"])


class FormularioEmprestimo(forms.Form):
    """Equipment lent to a service."""

    equipamentos = forms.ModelMultipleChoiceField(
        label="Equipamentos",
        queryset=Equipamento.objects.filter(estado=Equipamento.Estado.ESTOQUE).select_related("produto"),
        widget=SeletorRemotoMultiplo("estoque:equipamento_opcoes", vazio="Número de série, MAC ou produto…"),
    )
    data = forms.DateField(label="Data")  # type: ignore[assignment]
    responsavel = forms.ModelChoiceField(label="Responsável", queryset=Usuario.objects.filter(is_active=True))
    observacao = forms.CharField(label="Observação", required=False, max_length=300)

    def __init__(self, *args: Any, usuario: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["data"].initial = hoje
        escolha(self, "responsavel").initial = usuario.pk
        self.helper = FormHelper()
        self.helper.layout = Layout(
            linha(("equipamentos", 12)), linha(("data", 6), ("responsavel", 6)), linha(("observacao", 12))
        )


class FormularioDevolucao(forms.Form):
    """Equipment that comes back."""

    condicao = forms.ChoiceField(
        label="Condição",
        choices=[
            (EquipamentoEmServico.Condicao.OK.value, "Em bom estado: volta ao estoque"),
            (EquipamentoEmServico.Condicao.DEFEITO.value, "Com defeito: fica separado até o conserto"),
        ],
        widget=forms.RadioSelect,
        initial=EquipamentoEmServico.Condicao.OK.value,
    )
    data = forms.DateField(label="Data da devolução")  # type: ignore[assignment]
    observacao = forms.CharField(label="Observação", required=False, max_length=300)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["data"].initial = hoje


class FormularioMotivoBaixa(forms.Form):
    """Why equipment is written off."""

    motivo = forms.CharField(label="Motivo", max_length=200, help_text="Perdido, queimado, vendido…")


class FormularioVolta(forms.Form):
    """Why equipment is in stock again."""

    observacao = forms.CharField(label="O que foi feito", required=False, max_length=200)
