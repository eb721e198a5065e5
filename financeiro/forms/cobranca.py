"""Forms of charges: add one, tie some into a fatura, give a reason."""

from __future__ import annotations

from typing import Any

from django import forms

from clientes.models import Cliente, ServicoCliente
from financeiro.models import Cobranca, DadosCobranca, FormaCobranca
from hubsoft.core.datas import hoje
from hubsoft.core.telas.campos import CampoDinheiro


class MotivoForm(forms.Form):
    """Why something is undone."""

    motivo = forms.CharField(label="Motivo", max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))


class CobrancaForm(forms.Form):
    """A single charge (F02, thin)."""

    descricao = forms.CharField(label="Descrição", max_length=200)
    valor = CampoDinheiro(label="Valor (R$)", min_value=0)
    vencimento = forms.DateField(label="Vencimento")
    servico = forms.ModelChoiceField(
        label="Serviço", queryset=ServicoCliente.objects.none(), required=False, empty_label="Nenhum"
    )

    def __init__(self, *args: Any, cliente: Cliente, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        servicos = ServicoCliente.objects.filter(cliente=cliente).select_related("plano", "cliente")
        self.fields["servico"].queryset = servicos  # type: ignore[attr-defined]
        self.fields["vencimento"].initial = hoje()


class EscolhaDeCobrancas(forms.ModelMultipleChoiceField):
    """Charges of a client as check boxes with due date and what is left."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Cobranca) -> str:
        """Return "10/12/2026 · Fibra 500 · R$ 99,90"."""
        from hubsoft.core.dinheiro import formatar

        return f"{obj.vencimento:%d/%m/%Y} · {obj.descricao} · {formatar(obj.saldo)}"


class JuntarForm(forms.Form):
    """Open charges of a client that become one fatura (F03)."""

    cobrancas = EscolhaDeCobrancas(label="Cobranças", queryset=Cobranca.objects.none())
    forma = forms.ModelChoiceField(label="Forma de cobrança", queryset=FormaCobranca.objects.none())
    vencimento = forms.DateField(label="Vencimento")

    def __init__(self, *args: Any, cliente: Cliente, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        livres = Cobranca.objects.filter(cliente=cliente, status=Cobranca.Status.ABERTA, fatura__isnull=True)
        self.fields["cobrancas"].queryset = livres  # type: ignore[attr-defined]
        formas = FormaCobranca.objects.filter(ativa=True)
        self.fields["forma"].queryset = formas  # type: ignore[attr-defined]
        dados = DadosCobranca.objects.filter(servico__cliente=cliente, forma__ativa=True).first()
        if dados is not None:
            self.fields["forma"].initial = dados.forma_id
        self.fields["vencimento"].initial = hoje()

    def clean_vencimento(self) -> Any:
        """Refuse a due date in the past: the bank would."""
        vencimento = self.cleaned_data["vencimento"]
        if vencimento < hoje():
            raise forms.ValidationError("O vencimento não pode estar no passado.")
        return vencimento
