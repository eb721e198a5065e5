"""Form of a change of many services (C21): its kind and what the kind asks."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from clientes.forms.cliente import linha
from clientes.forms.por_tipo import CamposPorTipo
from clientes.forms.servico import CampoPlano
from clientes.models import Plano
from configuracao.models import Usuario
from hubsoft.core.registro import AlteracaoEmMassa, registro, resolver


def campos_do_plano() -> dict[str, forms.Field]:
    """Return what people fill to change the plan (manual: the switch is on unless they keep each one's value)."""
    return {
        "plano": CampoPlano(label="Novo plano/serviço", queryset=Plano.objects.filter(ativo=True)),
        "substitui_valor": forms.BooleanField(
            label="Alterar o valor para o do novo plano",
            required=False,
            initial=True,
            help_text="Desligado: cada serviço continua com o valor que tem, com os seus descontos e acréscimos.",
        ),
    }


def campos_do_vendedor() -> dict[str, forms.Field]:
    """Return what people fill to change the seller."""
    vendedores = Usuario.objects.filter(vendedor=True, is_active=True)
    return {
        "vendedor": forms.ModelChoiceField(
            label="Novo vendedor", queryset=vendedores, required=False, empty_label="Nenhum"
        )
    }


class FormularioAlteracao(CamposPorTipo, forms.Form):
    """The fields of every kind that the user may use, of which only those of the chosen one are shown and asked for."""

    campo_do_tipo = "alteracao"
    alteracao = forms.ChoiceField(label="O que alterar")

    def __init__(self, *args: Any, usuario: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        tipos = [t for t in registro.todos(AlteracaoEmMassa) if usuario.has_perm(t.permissao)]
        self.fields["alteracao"].choices = [(t.chave, t.rotulo) for t in tipos]  # type: ignore[attr-defined]
        self.obrigatorios = {}
        linhas = [linha(("alteracao", 12))]
        for tipo in tipos:
            linhas.append(linha(*[(n, 12) for n in self.somar_campos(tipo.chave, resolver(tipo.campos)())]))
        self.helper = FormHelper()
        self.helper.layout = Layout(*linhas)

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen kind needs."""
        dados = super().clean() or {}
        if tipo := dados.get("alteracao"):
            self.exigir_campos(tipo, dados)
            dados["campos"] = self.campos_do_tipo(tipo, dados)
        return dados
