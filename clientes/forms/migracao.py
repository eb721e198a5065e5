"""Forms of the migrations: another plan, another client (C17, C18)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError

from clientes.acoes.alterar_servico import exigir_plano_permitido
from clientes.acoes.contratar import NovoContrato
from clientes.forms.cliente import FormularioEnderecoVenda, escolha, linha
from clientes.forms.contrato import FormularioContrato
from clientes.forms.servico import FormularioVenda
from clientes.models import Cliente, Plano, ServicoCliente
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas.campos import SeletorRemoto

MANTER, NOVO = "manter", "novo"


class FormularioMigracao(FormularioVenda):
    """The plan to go to, its value, the commission, and whether at once."""

    imediata = forms.BooleanField(
        label="Executar migração imediata",
        required=False,
        help_text=(
            "Desligada, o novo serviço fica aguardando migração e o atual continua funcionando até que se habilite o "
            "novo. Ligada, o atual é cancelado agora."
        ),
    )

    def __init__(self, *args: Any, de: ServicoCliente, usuario: Any = None, **opcoes: Any) -> None:
        super().__init__(*args, usuario=usuario, **opcoes)
        self.de, self.usuario = de, usuario
        escolha(self, "plano").queryset = Plano.objects.filter(ativo=True).exclude(pk=de.plano_id)
        self.fields["plano"].label = "Novo plano"
        self.fields["vendedor"].help_text = "Para a comissão da migração, se houver."
        self.fields["anotacoes"].initial = de.anotacoes
        self.helper.layout.append(Field("imediata", wrapper_class="form-switch mt-2"))

    def clean_plano(self) -> Plano:
        """Refuse here, not at the end, a cheaper plan to who may not choose one."""
        plano: Plano = self.cleaned_data["plano"]
        try:
            exigir_plano_permitido(self.usuario, self.de.plano, plano)
        except ErroDeNegocio as erro:
            raise ValidationError(erro.mensagem) from erro
        return plano


class FormularioContratoMigracao(FormularioContrato):
    """The contract goes on, or another one is made."""

    escolha_do_contrato = forms.ChoiceField(
        label="Contrato",
        choices=[(MANTER, "Manter o contrato atual"), (NOVO, "Adicionar um novo contrato")],
        widget=forms.RadioSelect,
        initial=MANTER,
    )

    def __init__(self, *args: Any, contexto: dict[str, Any] | None = None, **opcoes: Any) -> None:
        super().__init__(*args, contexto=contexto, **opcoes)
        for nome in self.do_contrato():
            self.fields[nome].widget.attrs["data-quando"] = f"escolha_do_contrato={NOVO}"
            self.fields[nome].widget.attrs.pop("autofocus", None)
        self.fields["escolha_do_contrato"].widget.attrs["autofocus"] = True
        self.helper.layout = Layout(linha(("escolha_do_contrato", 12)), *self.helper.layout)

    def do_contrato(self) -> list[str]:
        """Return the fields that a new contract needs; the company only where there is a choice."""
        return [nome for nome in self.fields if nome != "escolha_do_contrato"]

    def clean(self) -> dict[str, Any]:
        """Ask for the model of a new contract; what is kept asks for nothing."""
        if self.cleaned_data.get("escolha_do_contrato") != NOVO:
            for nome in self.do_contrato():
                self.errors.pop(nome, None)
            return {"escolha_do_contrato": MANTER, **dict.fromkeys(self.do_contrato())}
        dados = super().clean()
        if not dados.get("modelo") and "modelo" not in self.errors:
            self.add_error("modelo", "Escolha o modelo, ou mantenha o contrato atual.")
        return dados

    @staticmethod
    def resumo(dados: dict[str, Any]) -> list[tuple[str, str]]:
        """Return the lines of the review."""
        contrato: NovoContrato | None = FormularioContrato.contrato(dados)
        if contrato is None:
            return [("Contrato", "O atual continua no novo serviço")]
        return [
            ("Novo contrato", str(contrato.modelo)),
            ("Vigência", f"{contrato.inicio:%d/%m/%Y} a {contrato.fim:%d/%m/%Y}"),
        ]


class FormularioEnderecoMigracao(FormularioEnderecoVenda):
    """Where the new service is installed and billed, as the old one until changed."""


class FormularioTitular(forms.Form):
    """The client who gets the service; only those inside the user's cities."""

    cliente = forms.ModelChoiceField(
        Cliente.objects.none(),
        label="Novo titular",
        widget=SeletorRemoto("clientes:cliente_opcoes", vazio="Nome, CPF/CNPJ, telefone, login…"),
        help_text=(
            "Ele paga a partir de hoje. As faturas em aberto continuam com o titular atual, e a dívida dele não "
            "suspende o serviço do novo."
        ),
    )

    def __init__(self, *args: Any, de: ServicoCliente, usuario: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.de = de
        visiveis = Cliente.objects.visiveis_para(usuario).filter(ativo=True)
        escolha(self, "cliente").queryset = visiveis
        self.fields["cliente"].widget.attrs["autofocus"] = True
        self.helper = FormHelper()
        self.helper.layout = Layout(linha(("cliente", 12)))

    def clean_cliente(self) -> Cliente:
        """Refuse who has it already."""
        cliente: Cliente = self.cleaned_data["cliente"]
        if cliente.pk == self.de.cliente_id:
            raise ValidationError("O serviço já é deste cliente. Escolha outro.")
        return cliente

    @staticmethod
    def resumo(dados: dict[str, Any]) -> list[tuple[str, str]]:
        """Return the lines of the review."""
        return [("Novo titular", str(dados["cliente"])), ("Faturas em aberto", "Continuam com o titular atual")]


def valores_da_venda(dados: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the request of a migration."""
    nomes = ("plano", "valor", "data_venda", "vendedor", "referencia", "anotacoes", "imediata")
    return {nome: dados[nome] for nome in nomes} | {"valor": Decimal(dados["valor"])}
