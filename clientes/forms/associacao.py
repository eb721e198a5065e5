"""Which service follows another (C10)."""

from __future__ import annotations

from typing import Any

from django import forms

from clientes.acoes.associar_servico import associaveis
from clientes.forms.cliente import escolha
from clientes.models import ServicoCliente


class CampoServico(forms.ModelChoiceField):
    """A picker of the services of one client."""

    def label_from_instance(self, obj: Any) -> str:
        """Return "Fibra 500 nº 12 (Serviço habilitado)"."""
        return f"{obj.plano} nº {obj.pk} ({obj.get_status_display()})"


class FormularioAssociacao(forms.Form):
    """*Serviço associado* of the service ``principal``."""

    associado = CampoServico(
        label="Serviço associado",
        queryset=ServicoCliente.objects.none(),
        help_text="Passa a ser suspenso, habilitado e cancelado junto com este, a partir da próxima mudança.",
    )

    def __init__(self, *args: Any, principal: ServicoCliente, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        escolha(self, "associado").queryset = associaveis(principal)
