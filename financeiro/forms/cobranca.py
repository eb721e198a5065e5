"""Forms of charges: add one, tie some into a fatura, give a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from clientes.models import Cliente, ServicoCliente
from financeiro.acoes.adicionar_cobranca import MESES_MAXIMO, NovaCobranca
from financeiro.acoes.editar_cobranca import EdicaoCobranca
from financeiro.models import Cobranca, DadosCobranca, FormaCobranca
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import ZERO
from hubsoft.core.telas.campos import CampoDinheiro


class MotivoForm(forms.Form):
    """Why something is undone."""

    motivo = forms.CharField(label="Motivo", max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))


TIPOS_AVULSOS = [opcao for opcao in Cobranca.Tipo.choices if opcao[0] != Cobranca.Tipo.TAXA_BOLETO]


class CobrancaForm(forms.Form):
    """Charges added by hand, with or without boleto (F02)."""

    tipo = forms.ChoiceField(label="Tipo de serviço", choices=TIPOS_AVULSOS, initial=Cobranca.Tipo.OUTRA)
    servico = forms.ModelChoiceField(
        label="Serviço/Plano", queryset=ServicoCliente.objects.none(), required=False, empty_label="Nenhum"
    )
    descricao = forms.CharField(label="Descrição", max_length=190)
    valor = CampoDinheiro(label="Valor (R$)", min_value=Decimal("0.01"))
    desconto = CampoDinheiro(label="Desconto (R$)", min_value=0, required=False)
    vencimento = forms.DateField(label="Vencimento")
    meses = forms.IntegerField(
        label="Repetir por (meses)", min_value=1, max_value=MESES_MAXIMO, initial=1, help_text="1: uma cobrança só."
    )
    data_base = forms.DateField(
        label="Data base",
        required=False,
        help_text="O mês a que a cobrança se refere, para os relatórios e a nota fiscal; o vencimento pode ser em "
        "outro. Numa mensalidade, o faturamento daquele mês não cobra o serviço de novo. Vazia: nas mensalidades, o "
        "mês do vencimento.",
    )
    promocional = CampoDinheiro(label="Desconto promocional (R$)", min_value=0, required=False)
    promocional_dias = forms.IntegerField(
        label="Até quantos dias antes do vencimento",
        min_value=0,
        max_value=90,
        initial=0,
        required=False,
        help_text="0: até o dia do vencimento.",
    )
    forma = forms.ModelChoiceField(
        label="Forma de cobrança",
        queryset=FormaCobranca.objects.none(),
        required=False,
        empty_label="Só para “Gerar cobrança e fatura”",
    )

    def __init__(self, *args: Any, cliente: Cliente, com_fatura: bool = False, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.com_fatura = com_fatura
        servicos = ServicoCliente.objects.filter(cliente=cliente).select_related("plano", "cliente")
        self.fields["servico"].queryset = servicos  # type: ignore[attr-defined]
        self.fields["forma"].queryset = FormaCobranca.objects.filter(ativa=True)  # type: ignore[attr-defined]
        self.fields["forma"].initial = forma_habitual(cliente)
        self.fields["vencimento"].initial = hoje()

    def clean(self) -> dict[str, Any]:
        """Ask for the bank where a boleto is wanted."""
        dados = super().clean() or {}
        if self.com_fatura and not dados.get("forma"):
            self.add_error("forma", "Escolha a forma de cobrança do boleto.")
        return dados

    @property
    def nova(self) -> NovaCobranca:
        """What was asked for."""
        dados = self.cleaned_data
        return NovaCobranca(
            descricao=dados["descricao"],
            valor=dados["valor"],
            vencimento=dados["vencimento"],
            tipo=dados["tipo"],
            servico=dados["servico"],
            desconto=dados["desconto"] or ZERO,
            promocional=dados["promocional"] or ZERO,
            promocional_dias=dados["promocional_dias"] or 0,
            data_base=dados["data_base"],
            meses=dados["meses"],
        )


class EdicaoForm(forms.Form):
    """A charge in no fatura corrected (F02)."""

    descricao = forms.CharField(label="Descrição", max_length=200)
    valor = CampoDinheiro(label="Valor (R$)", min_value=Decimal("0.01"))
    desconto = CampoDinheiro(label="Desconto (R$)", min_value=0, required=False)
    vencimento = forms.DateField(label="Vencimento", help_text="Multa, juros e suspensão contam deste dia.")

    @property
    def edicao(self) -> EdicaoCobranca:
        """What was asked for."""
        dados = self.cleaned_data
        return EdicaoCobranca(dados["descricao"], dados["valor"], dados["desconto"] or ZERO, dados["vencimento"])


def forma_habitual(cliente: Cliente) -> int | None:
    """Return the id of the active forma de cobrança that bills a service of the client."""
    dados = DadosCobranca.objects.filter(servico__cliente=cliente, forma__ativa=True).order_by("-servico").first()
    return dados.forma_id if dados is not None else None


class VencimentoForm(forms.Form):
    """Another due date for faturas (F15)."""

    vencimento = forms.DateField(label="Novo vencimento")
    motivo = forms.CharField(
        label="Motivo",
        max_length=200,
        help_text="Multa, juros e suspensão passam a contar do novo dia. Se o banco já tem o boleto, a alteração vai "
        "na próxima remessa; envie o boleto de novo ao cliente.",
    )


class DescontoForm(forms.Form):
    """A discount for the counter (F07)."""

    valor = CampoDinheiro(label="Valor do desconto (R$)", min_value=Decimal("0.01"))
    motivo = forms.CharField(
        label="Motivo", max_length=200, help_text="Vai no recibo. No banco, o boleto continua com o valor cheio."
    )


class DescontoPromocionalForm(forms.Form):
    """A discount for paying in time (F05)."""

    valor = CampoDinheiro(label="Valor do desconto (R$)", min_value=Decimal("0.01"))
    regra = forms.ChoiceField(label="Tipo de regra", choices=[("dias_corridos", "Dias corridos")])
    dias = forms.IntegerField(
        label="Dias antes do vencimento",
        min_value=0,
        max_value=90,
        initial=0,
        help_text="0: desconto para pagamento até o dia do vencimento. Não aparece no valor da cobrança, só no boleto "
        "e ao receber.",
    )


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
        self.fields["forma"].initial = forma_habitual(cliente)
        self.fields["vencimento"].initial = hoje()

    def clean_vencimento(self) -> Any:
        """Refuse a due date in the past: the bank would."""
        vencimento = self.cleaned_data["vencimento"]
        if vencimento < hoje():
            raise forms.ValidationError("O vencimento não pode estar no passado.")
        return vencimento
