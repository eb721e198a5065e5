"""Forms of the rights of the person whose data is kept (LGPD, C24)."""

from __future__ import annotations

from typing import Any

from django import forms

from clientes.acoes.privacidade import DIAS_PARA_RESPONDER
from clientes.models import Consentimento, PedidoTitular
from hubsoft.core.datas import hoje

S = PedidoTitular.Situacao


class FormularioPedido(forms.Form):
    """What was asked for, when and how."""

    tipo = forms.ChoiceField(label="Pedido", choices=PedidoTitular.Tipo.choices)
    recebido_em = forms.DateField(
        label="Recebido em", help_text=f"O prazo para responder é de {DIAS_PARA_RESPONDER} dias (LGPD, art. 19)."
    )
    canal = forms.CharField(label="Por onde pediu", max_length=60, required=False)
    descricao = forms.CharField(label="O que pediu", max_length=500, required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["recebido_em"].initial = hoje()


class FormularioResposta(forms.Form):
    """How a request was answered."""

    situacao = forms.ChoiceField(label="Situação", choices=[(s.value, s.label) for s in (S.ATENDIDO, S.RECUSADO)])
    resposta = forms.CharField(
        label="O que foi respondido",
        max_length=500,
        widget=forms.Textarea,
        help_text="Se recusado, diga o motivo de fato ou de direito (LGPD, art. 18, § 4º).",
    )


class FormularioConsentimento(forms.Form):
    """What the client agreed to, and how that is known."""

    finalidade = forms.ChoiceField(label="Finalidade", choices=Consentimento.Finalidade.choices)
    canal = forms.CharField(label="Como concordou", max_length=60, help_text="Por escrito, telefone, WhatsApp, site…")
    observacao = forms.CharField(label="Prova ou observação", max_length=300, required=False)


class FormularioAnonimizacao(forms.Form):
    """Why, and that it is meant."""

    motivo = forms.CharField(label="Motivo", max_length=200, help_text="Por exemplo, o protocolo do pedido do titular.")
    confirmo = forms.BooleanField(label="Sei que não há como desfazer")
