"""Form of cancelling a service: why, and the options that every app adds (C16)."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from clientes.acoes.cancelar_servico import Cancelamento, emails_do_cliente, vao_junto
from clientes.forms.cliente import linha
from clientes.models import MotivoCancelamento, ServicoCliente
from configuracao.acoes.email import remetente_padrao
from configuracao.models import Empresa
from hubsoft.core.registro import OpcaoCancelamento, registro, resolver


class FormularioCancelamento(forms.Form):
    """The reason, what the user may choose to do, and who gets the protocolo by e-mail.

    Fields of an option are named ``<key>:<field>``; those after its first appear with it.
    """

    cadastrado = forms.ModelChoiceField(label="Motivo", queryset=MotivoCancelamento.objects.all())
    motivo = forms.CharField(label="Observação", max_length=200, required=False)
    empresa = forms.ModelChoiceField(label="Empresa", queryset=Empresa.objects.order_by("pk"), required=False)

    def __init__(self, *args: Any, servico: ServicoCliente, usuario: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        if not MotivoCancelamento.objects.exists():
            del self.fields["cadastrado"]
            self.fields["motivo"].label, self.fields["motivo"].required = "Motivo", True
        empresas = list(Empresa.objects.order_by("pk")[:2])
        if len(empresas) < 2:
            del self.fields["empresa"]
        else:
            self.fields["empresa"].initial = empresas[0]
        self.permitidas = [
            o for o in registro.todos(OpcaoCancelamento) if not o.permissao or usuario.has_perm(o.permissao)
        ]
        linhas = [linha((nome, 12)) for nome in ("cadastrado", "motivo", "empresa") if nome in self.fields]
        servicos = [servico, *vao_junto(servico)]
        for opcao in self.permitidas:
            linhas += self._somar(opcao, servicos)
        emails = emails_do_cliente(servico)
        if emails and remetente_padrao() is not None:
            self.fields["emails"] = forms.MultipleChoiceField(
                label="Enviar o protocolo para",
                required=False,
                choices=[(email, email) for email in emails],
                initial=emails[:1],
                widget=forms.CheckboxSelectMultiple,
            )
            linhas.append(linha(("emails", 12)))
        self.helper = FormHelper()
        self.helper.layout = Layout(*linhas)

    def _somar(self, opcao: OpcaoCancelamento, servicos: list[ServicoCliente]) -> list[Any]:
        """Add an option's fields; return their rows."""
        campos = resolver(opcao.campos)(servicos)
        chave = next(iter(campos), "")
        for nome, campo in campos.items():
            if nome != chave:
                campo.widget.attrs["data-quando"] = f"{opcao.chave}:{chave}=on"
            self.fields[f"{opcao.chave}:{nome}"] = campo
        return [linha((f"{opcao.chave}:{nome}", 12)) for nome in campos]

    def clean(self) -> dict[str, Any]:
        """Forget what was typed for an option that is off."""
        dados = super().clean() or {}
        for opcao in self.permitidas:
            nomes = [nome for nome in self.fields if nome.startswith(f"{opcao.chave}:")]
            if len(nomes) > 1 and not dados.get(nomes[0]):
                for nome in nomes[1:]:
                    self.errors.pop(nome, None)
        return dados

    @property
    def pedido(self) -> Cancelamento:
        """What was asked for."""
        dados = self.cleaned_data
        escolhas: dict[str, dict[str, Any]] = {}
        for nome, valor in dados.items():
            chave, separa, campo = nome.partition(":")
            if separa:
                escolhas.setdefault(chave, {})[campo] = valor
        return Cancelamento(
            dados.get("cadastrado"), dados["motivo"], dados.get("empresa"), escolhas, tuple(dados.get("emails") or ())
        )
