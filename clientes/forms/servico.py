"""Forms of a service: sale, edition, change of state."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from clientes.forms.cliente import escolha, linha
from clientes.models import Plano, ServicoCliente
from clientes.regras.pausa import MENOR_PAUSA
from configuracao.models import Usuario
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import formatar
from hubsoft.core.telas.campos import CampoDinheiro

PRIMEIRA_DATA = dt.date(2000, 1, 1)


class CampoPlano(forms.ModelChoiceField):
    """A picker of plans that shows the price."""

    def label_from_instance(self, obj: Any) -> str:
        """Return "Fibra 500 — R$ 99,90"."""
        return f"{obj} — {formatar(obj.valor)}"


def conferir_data_de_venda(data: dt.date) -> dt.date:
    """Return the date; raises ``ValidationError`` for one that cannot be of a sale."""
    if not PRIMEIRA_DATA <= data <= hoje():
        raise ValidationError("Informe uma data de venda até hoje.")
    return data


class FormularioVenda(forms.Form):
    """What is sold, for how much, by whom. An empty value means the plan's."""

    plano = CampoPlano(label="Plano/Serviço", queryset=Plano.objects.filter(ativo=True))
    valor = CampoDinheiro(
        label="Valor por mês (R$)",
        required=False,
        min_value=Decimal("0"),
        max_digits=10,
        help_text="Em branco: o valor do plano.",
    )
    referencia = forms.CharField(
        label="Referência do valor",
        max_length=120,
        required=False,
        help_text="Por que o valor difere do plano, como “desconto fidelidade”.",
    )
    vendedor = forms.ModelChoiceField(label="Vendedor", queryset=Usuario.objects.none(), required=False)
    data_venda = forms.DateField(label="Data da venda")
    anotacoes = forms.CharField(label="Anotações", required=False, widget=forms.Textarea, max_length=4000)

    def __init__(self, *args: Any, usuario: Any = None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        vendedor = escolha(self, "vendedor")
        vendedor.queryset = Usuario.objects.filter(vendedor=True, is_active=True)
        if usuario is not None and usuario.vendedor:
            vendedor.initial = usuario.pk
        self.fields["data_venda"].initial = hoje
        self.fields["plano"].widget.attrs["autofocus"] = True
        self.helper = FormHelper()
        self.helper.layout = Layout(
            linha(("plano", 8), ("valor", 4)),
            linha(("referencia", 12)),
            linha(("vendedor", 8), ("data_venda", 4)),
            linha(("anotacoes", 12)),
        )

    def clean_data_venda(self) -> dt.date:
        """Refuse dates to come."""
        return conferir_data_de_venda(self.cleaned_data["data_venda"])

    def clean(self) -> dict[str, Any]:
        """Take the plan's value when none was typed."""
        dados = super().clean() or {}
        if dados.get("plano") and dados.get("valor") is None and "valor" not in self.errors:
            dados["valor"] = dados["plano"].valor
        return dados


class FormularioServico(forms.Form):
    """Edition of a service (C13)."""

    plano = CampoPlano(label="Plano/Serviço", queryset=Plano.objects.none())
    valor = CampoDinheiro(label="Valor por mês (R$)", min_value=Decimal("0"), max_digits=10)
    referencia = forms.CharField(label="Referência do valor", max_length=120, required=False)
    vendedor = forms.ModelChoiceField(label="Vendedor", queryset=Usuario.objects.none(), required=False)
    data_venda = forms.DateField(label="Data da venda")
    anotacoes = forms.CharField(label="Anotações", required=False, widget=forms.Textarea, max_length=4000)

    def __init__(self, *args: Any, servico: ServicoCliente, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        escolha(self, "plano").queryset = Plano.objects.filter(Q(ativo=True) | Q(pk=servico.plano_id))
        escolha(self, "vendedor").queryset = Usuario.objects.filter(
            Q(vendedor=True, is_active=True) | Q(pk=servico.vendedor_id)
        )
        self.helper = FormHelper()
        self.helper.layout = Layout(
            linha(("plano", 8), ("valor", 4)),
            linha(("referencia", 12)),
            linha(("vendedor", 8), ("data_venda", 4)),
            linha(("anotacoes", 12)),
        )

    def clean_data_venda(self) -> dt.date:
        """Refuse dates to come."""
        return conferir_data_de_venda(self.cleaned_data["data_venda"])


class FormularioMotivo(forms.Form):
    """Why the state of a service changes; ``obrigatorio`` as the table says."""

    motivo = forms.CharField(label="Motivo", max_length=200, required=False)

    def __init__(self, *args: Any, obrigatorio: bool = True, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["motivo"].required = obrigatorio
        self.fields["motivo"].widget.attrs["autofocus"] = True


class FormularioPausa(FormularioMotivo):
    """The pause at the client's request (C14): why and until when; ``pode_exceder``: whether the rule may be passed."""

    retorno = forms.DateField(
        label="Volta em",
        required=False,
        help_text="Neste dia o serviço é habilitado sozinho. De 30 a 120 dias à frente.",
    )
    excecao = forms.BooleanField(
        label="Pausar mesmo fora da regra",
        required=False,
        help_text="O histórico guarda o que foi dispensado e por quem. Sem data de volta, ninguém habilita sozinho.",
    )

    def __init__(self, *args: Any, pode_exceder: bool = False, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["retorno"].initial = hoje() + dt.timedelta(days=MENOR_PAUSA)
        if not pode_exceder:
            del self.fields["excecao"]

    def clean_retorno(self) -> dt.date | None:
        """Refuse a day that is not to come."""
        data: dt.date | None = self.cleaned_data["retorno"]
        if data is not None and not hoje() < data <= hoje() + dt.timedelta(days=5 * 365):
            raise ValidationError("Informe uma data depois de hoje.")
        return data
