"""How a service is billed: the wizard's step *Cobrança* and the service page's form."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from clientes.estados import ATIVOS
from clientes.forms.cliente import linha
from clientes.models import Cliente, ServicoCliente
from financeiro.models import DadosCobranca, FormaCobranca
from hubsoft.core.datas import hoje
from hubsoft.core.dinheiro import formatar
from hubsoft.core.telas.campos import CampoDinheiro


class CampoFatura(forms.ModelChoiceField):
    """A picker of the service whose fatura is shared."""

    def label_from_instance(self, obj: Any) -> str:
        """Return "Junto com Fibra 500 #7: Itaú, dia 10"."""
        return f"Junto com {obj}: {obj.dados_cobranca}"


class CondicaoForm(forms.Form):
    """A fatura of its own or not, forma de cobrança, due day, before or after use, carnê.

    ``cliente``: whose services may share the fatura; ``servico``: the one being edited.
    """

    junto_com = CampoFatura(
        label="Fatura e nota fiscal",
        queryset=ServicoCliente.objects.none(),
        required=False,
        empty_label="Separadas, só deste serviço",
        help_text="Junto com outro serviço, a forma, o dia e a modalidade são os dele.",
    )
    forma = forms.ModelChoiceField(label="Forma de cobrança", queryset=FormaCobranca.objects.none(), empty_label=None)
    dia_vencimento = forms.IntegerField(
        label="Dia do vencimento", min_value=1, max_value=31, initial=10, help_text="Em mês mais curto, o último dia."
    )
    modalidade = forms.ChoiceField(
        label="Modalidade", choices=DadosCobranca.Modalidade.choices, initial=DadosCobranca.Modalidade.POSTECIPADO
    )
    usa_carne = forms.BooleanField(
        label="Usa carnê", required=False, help_text="O faturamento mensal não cobra serviços com carnê."
    )

    def __init__(
        self,
        *args: Any,
        atual: FormaCobranca | None = None,
        cliente: Cliente | None = None,
        servico: ServicoCliente | None = None,
        **opcoes: Any,
    ) -> None:
        super().__init__(*args, **opcoes)
        self._oferecer_juntos(cliente, servico)
        formas = FormaCobranca.objects.filter(ativa=True)
        if atual is not None:
            formas = formas | FormaCobranca.objects.filter(pk=atual.pk)
        self.fields["forma"].queryset = formas.order_by("descricao")  # type: ignore[attr-defined]
        # The forma comes chosen: Enter on the day goes on.
        self.fields["dia_vencimento"].widget.attrs["autofocus"] = True

    def _oferecer_juntos(self, cliente: Cliente | None, servico: ServicoCliente | None) -> None:
        """Offer the client's other services that have a fatura of their own; without any, there is nothing to ask."""
        outros = ServicoCliente.objects.filter(
            cliente=cliente, status__in=ATIVOS, dados_cobranca__isnull=False, dados_cobranca__junto_com__isnull=True
        ).exclude(pk=servico.pk if servico else 0)
        if cliente is None or not outros.exists():
            del self.fields["junto_com"]
            return
        junto_com = self.fields["junto_com"]
        junto_com.queryset = outros.select_related("plano", "dados_cobranca__forma")  # type: ignore[attr-defined]


class CobrancaDaVendaForm(CondicaoForm):
    """The step of the sale: as above, and the installation fee of who does not use carnê."""

    taxa_instalacao = CampoDinheiro(label="Taxa de instalação (R$)", required=False, min_value=0)
    taxa_vencimento = forms.DateField(label="Vencimento da taxa", required=False)

    def __init__(self, *args: Any, contexto: dict[str, Any] | None = None, **opcoes: Any) -> None:
        self.contexto = contexto or {}
        migrado: ServicoCliente | None = self.contexto.get("migracao", {}).get("de")
        cliente = self.contexto.get("cliente", {}).get("cliente")
        super().__init__(*args, cliente=cliente, servico=migrado, **opcoes)
        self._sugerir(cliente, migrado)
        # What is another service's, or is not charged with carnê, is not asked.
        for nome in ("forma", "dia_vencimento", "modalidade", "usa_carne"):
            self.fields[nome].widget.attrs["data-quando"] = "junto_com="
        for nome in ("taxa_instalacao", "taxa_vencimento"):
            self.fields[nome].widget.attrs["data-quando"] = "usa_carne="
        self.helper = FormHelper()
        self.helper.layout = Layout(*self._linhas())

    def _linhas(self) -> list[Any]:
        """Return the rows of the form."""
        return [
            *([linha(("junto_com", 12))] if "junto_com" in self.fields else []),
            linha(("forma", 5), ("dia_vencimento", 3), ("modalidade", 4)),
            linha(("usa_carne", 12)),
            linha(("taxa_instalacao", 6), ("taxa_vencimento", 6)),
        ]

    def _sugerir(self, cliente: Cliente | None, migrado: ServicoCliente | None) -> None:
        """Begin with how the service that is migrated, or the client's last one, is billed."""
        todos = DadosCobranca.objects.filter(forma__ativa=True).order_by("-pk")
        atuais = todos.filter(servico__cliente=cliente).first() if cliente is not None else None
        if migrado is not None and (atuais is None or migrado.cliente_id == getattr(cliente, "pk", None)):
            atuais = todos.filter(servico=migrado).first() or atuais
            if atuais is not None and "junto_com" in self.fields:
                self.fields["junto_com"].initial = atuais.junto_com_id
        if atuais is not None:
            for nome in ("dia_vencimento", "modalidade", "usa_carne"):
                self.fields[nome].initial = getattr(atuais, nome)
            self.fields["forma"].initial = atuais.forma_id

    def clean(self) -> dict[str, Any]:
        """Refuse a fee with carnê, without due date, or due in the past."""
        dados = super().clean() or {}
        if not dados.get("taxa_instalacao"):
            return dados
        vencimento = dados.get("taxa_vencimento")
        if dados.get("usa_carne"):
            self.add_error("taxa_instalacao", "A taxa de instalação só é cobrada à parte de quem não usa carnê.")
        elif vencimento is None and "taxa_vencimento" not in self.errors:
            self.add_error("taxa_vencimento", "Informe quando a taxa vence.")
        elif vencimento is not None and vencimento < hoje():
            self.add_error("taxa_vencimento", "O vencimento da taxa não pode estar no passado.")
        return dados


def resumo(dados: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the lines of the sale's review."""
    junto = dados.get("junto_com")
    if junto is not None:
        linhas = [("Fatura", f"Junto com {junto}: {junto.dados_cobranca}")]
        return [*linhas, *_taxa(dados)]
    linhas = [
        ("Fatura", "Separada"),
        ("Forma de cobrança", str(dados["forma"])),
        ("Dia do vencimento", str(dados["dia_vencimento"])),
        ("Modalidade", DadosCobranca.Modalidade(dados["modalidade"]).label),
        ("Carnê", "Sim" if dados["usa_carne"] else "Não"),
    ]
    return [*linhas, *_taxa(dados)]


def _taxa(dados: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the line of the installation fee, when there is one."""
    if not dados.get("taxa_instalacao"):
        return []
    vencimento = f"{dados['taxa_vencimento']:%d/%m/%Y}"
    return [("Taxa de instalação", f"{formatar(dados['taxa_instalacao'])}, vence em {vencimento}")]
