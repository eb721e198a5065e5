"""Forms of service orders."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.db.models import Q

from atendimento.acoes.ordem_servico import ABERTAS
from atendimento.models import OrdemServico, TipoOrdemServico
from clientes.forms.cliente import escolha, linha
from configuracao.models import Usuario
from hubsoft.core.telas.campos import EntradaDataHora

STATUS_ABERTOS = [(status.value, status.label) for status in ABERTAS]


class FormularioOrdem(forms.Form):
    """An order that is open; finishing and cancelling are verbs of their own."""

    tipo = forms.ModelChoiceField(label="Tipo", queryset=TipoOrdemServico.objects.all())
    status = forms.ChoiceField(label="Status", choices=STATUS_ABERTOS, initial=OrdemServico.Status.PENDENTE)
    tecnico = forms.ModelChoiceField(label="Técnico", queryset=Usuario.objects.none(), required=False)
    inicio = forms.DateTimeField(
        label="Início previsto",
        required=False,
        widget=EntradaDataHora,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
    )
    descricao = forms.CharField(label="Descrição", required=False, widget=forms.Textarea, max_length=4000)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        escolha(self, "tecnico").queryset = Usuario.objects.filter(tecnico=True, is_active=True)
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.linhas())

    def linhas(self) -> list[Any]:
        """Return the rows of the form."""
        return [
            linha(("tipo", 6), ("status", 6)),
            linha(("tecnico", 6), ("inicio", 6)),
            linha(("descricao", 12)),
        ]

    def clean(self) -> dict[str, Any]:
        """A scheduled order has a time."""
        dados = super().clean() or {}
        if (
            dados.get("status") == OrdemServico.Status.AGENDADA
            and not dados.get("inicio")
            and "inicio" not in self.errors
        ):
            self.add_error("inicio", "Informe quando a visita está agendada.")
        return dados


class FormularioEditarOrdem(FormularioOrdem):
    """An order being edited: who is no longer a technician stays on their orders."""

    def __init__(self, *args: Any, ordem: OrdemServico, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        escolha(self, "tecnico").queryset = Usuario.objects.filter(
            Q(tecnico=True, is_active=True) | Q(pk=ordem.tecnico_id)
        )


class FormularioOrdemDaVenda(FormularioOrdem):
    """The installation order of a sale (last step of C01); ``contexto``: cleaned data of the earlier steps."""

    abrir = forms.BooleanField(
        label="Abrir ordem de serviço de instalação",
        required=False,
        help_text="Desligue quando a instalação não precisa de visita.",
    )

    def __init__(self, *args: Any, contexto: dict[str, Any] | None = None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["tipo"].required = False
        tipos = list(TipoOrdemServico.objects.all())
        instalacao = next((t for t in tipos if t.nome.lower().startswith("instala")), tipos[0] if tipos else None)
        self.fields["tipo"].initial = instalacao.pk if instalacao else None
        migrado = (contexto or {}).get("migracao")
        self.fields["abrir"].initial = bool(tipos) and not migrado
        if migrado:
            self.fields["abrir"].help_text = "Ligue quando a mudança de plano precisa da visita de um técnico."
        self.fields["abrir"].widget.attrs["autofocus"] = True
        if not tipos:
            self.fields["abrir"].help_text = "Nenhum tipo cadastrado: crie em Atendimento › Tipos de OS."
        for nome in ("tipo", "status", "tecnico", "inicio", "descricao"):
            self.fields[nome].widget.attrs["data-quando"] = "abrir=on"

    def linhas(self) -> list[Any]:
        """Put the switch first."""
        return [Field("abrir", wrapper_class="form-switch mb-3"), *super().linhas()]

    def clean(self) -> dict[str, Any]:
        """Ask for the kind only when an order is opened; without one nothing else matters."""
        if not self.cleaned_data.get("abrir"):
            for nome in list(self.errors):
                del self.errors[nome]
            return {"abrir": False}
        dados = super().clean()
        if not dados.get("tipo") and "tipo" not in self.errors:
            self.add_error("tipo", "Escolha o tipo da ordem de serviço, ou desligue a abertura.")
        return dados


class FormularioTipo(forms.Form):
    """A kind of order."""

    nome = forms.CharField(label="Nome", max_length=80)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["nome"].widget.attrs["autofocus"] = True


class FormularioObservacao(forms.Form):
    """What was done, told in the history."""

    observacao = forms.CharField(label="O que foi feito", required=False, max_length=1000, widget=forms.Textarea)


class FormularioMotivoOrdem(forms.Form):
    """Why the order is cancelled."""

    motivo = forms.CharField(label="Motivo", max_length=200)
