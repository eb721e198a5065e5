"""Addresses of a service: where a new one is installed (C11), the four of one that exists (C05)."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.db.models import Q

from clientes.acoes.vender_servico import CAMPOS_DE_ENDERECO
from clientes.forms.cliente import FormularioEndereco, FormularioEnderecoVenda, escolha, linha, linhas_de_endereco
from clientes.models import Cliente, Endereco
from configuracao.models import Cidade

CADASTRAL, OUTRO = "cadastral", "outro"


def campos_do_endereco(endereco: Endereco) -> dict[str, Any]:
    """Return the fields that a copy of an address takes."""
    return {nome: getattr(endereco, nome) for nome in CAMPOS_DE_ENDERECO}


class FormularioOndeInstalar(FormularioEnderecoVenda):
    """Where the new service is installed: at the client's address, at that of another service, or elsewhere.

    ``cleaned_data`` gets ``instalacao`` and ``cobranca``: fields of an address, ``None`` for the client's own.
    """

    onde = forms.ChoiceField(label="Onde instalar", widget=forms.RadioSelect, initial=CADASTRAL)

    def __init__(self, *args: Any, cliente: Cliente, **opcoes: Any) -> None:
        self.conhecidos = enderecos_conhecidos(cliente)
        super().__init__(*args, **opcoes)
        rotulos = {CADASTRAL: "Endereço do cliente"}
        opcoes_de_onde = [
            (chave, f"{rotulos.get(chave) or f'Onde está {endereco.servico}'}: {endereco.uma_linha}")
            for chave, endereco in self.conhecidos.items()
        ]
        self.fields["onde"].choices = [*opcoes_de_onde, (OUTRO, "Outro endereço")]  # type: ignore[attr-defined]
        for nome in FormularioEndereco.base_fields:
            self.fields[nome].required = False
            self.fields[nome].widget.attrs["data-quando"] = f"onde={OUTRO}"
            self.fields[nome].widget.attrs.pop("autofocus", None)
        self.fields["onde"].widget.attrs["autofocus"] = True
        self.fields["cobranca_no_mesmo"].label = "Cobrar no endereço do cliente"
        self.fields["cobranca_no_mesmo"].help_text = "Desligue para informar outro endereço de cobrança do serviço."

    def linhas(self) -> list[Any]:
        """Put the choice first."""
        return [
            Div(linha(("onde", 12)), css_class="mb-2"),
            *linhas_de_endereco(""),
            Field("cobranca_no_mesmo", wrapper_class="form-switch mt-2"),
            *linhas_de_endereco("cobranca_"),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the address when it is another one; tell both as fields."""
        dados = super().clean()
        nomes = list(FormularioEndereco.base_fields)
        if dados.get("onde") == OUTRO:
            for nome in self.OBRIGATORIOS:
                if not dados.get(nome) and nome not in self.errors:
                    self.add_error(nome, "Informe, ou escolha um dos endereços conhecidos.")
            dados["instalacao"] = {nome: dados.get(nome) for nome in nomes}
        else:
            conhecido = self.conhecidos.get(dados.get("onde", ""))
            proprio = conhecido is None or conhecido.servico_id is None
            dados["instalacao"] = None if proprio or conhecido is None else campos_do_endereco(conhecido)
        mesmo = dados.get("cobranca_no_mesmo")
        dados["cobranca"] = None if mesmo else {nome: dados.get(f"cobranca_{nome}") for nome in nomes}
        return dados

    @staticmethod
    def resumo(dados: dict[str, Any]) -> list[tuple[str, str]]:
        """Return the lines of the review."""
        instalacao, cobranca = dados["instalacao"], dados["cobranca"]
        return [
            ("Instalação", Endereco(**instalacao).uma_linha if instalacao else "No endereço do cliente"),
            ("Cobrança", Endereco(**cobranca).uma_linha if cobranca else "No endereço do cliente"),
        ]


def enderecos_conhecidos(cliente: Cliente) -> dict[str, Endereco]:
    """Return the client's own address and, where they differ, those where services are installed, by a key."""
    achados = cliente.enderecos.select_related("cidade", "servico__plano").order_by("id")
    proprio = next(e for e in achados if e.servico_id is None)
    conhecidos = {CADASTRAL: proprio}
    for endereco in achados:
        novo = endereco.uma_linha not in {e.uma_linha for e in conhecidos.values()}
        if endereco.tipo == Endereco.Tipo.INSTALACAO and novo:
            conhecidos[str(endereco.pk)] = endereco
    return conhecidos


class FormularioEnderecoDoServico(FormularioEndereco):
    """An address of a service: in the user's cities, or where it is (``atual``) already; ``tipo`` ``None``: all four.

    A billing address may be in any city that the provider knows.
    """

    def __init__(
        self, *args: Any, tipo: Endereco.Tipo | None, atual: Endereco, usuario: Any = None, **opcoes: Any
    ) -> None:
        super().__init__(*args, usuario=usuario, **opcoes)
        if tipo is Endereco.Tipo.COBRANCA:
            escolha(self, "cidade").queryset = Cidade.objects.all()
        elif tipo is not None:
            visiveis = Cidade.objects.visiveis_para(usuario).order_by().values("pk")
            escolha(self, "cidade").queryset = Cidade.objects.filter(Q(pk=atual.cidade_id) | Q(pk__in=visiveis))
