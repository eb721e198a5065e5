"""Forms of a client's own data; the sale wizard uses the same ones."""

from __future__ import annotations

from typing import Any, cast

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from clientes.models import Cliente, Contato, Endereco, GrupoCliente, OrigemCliente
from configuracao.models import Cidade
from hubsoft.core.datas import hoje
from hubsoft.core.documentos import CampoCpfCnpj, cnpj_valido, cpf_valido
from hubsoft.core.telas.campos import CampoCep, CampoTelefone


def escolha(form: forms.BaseForm, nome: str) -> forms.ModelChoiceField:
    """Return a picker of rows of the form."""
    return cast(forms.ModelChoiceField, form.fields[nome])


def linha(*campos: tuple[str, int]) -> Row:
    """Return a row of fields with their widths in 12ths, one under the other on phones."""
    return Row(*[Column(nome, css_class=f"col-12 col-md-{largura}") for nome, largura in campos])


class FormularioCadastro(forms.Form):
    """Who the client is. ``cliente``: the one being edited; ``usuario``: whose city limit hides other clients."""

    tipo = forms.ChoiceField(
        label="Tipo de cliente", choices=Cliente.Tipo.choices, initial=Cliente.Tipo.FISICA, widget=forms.RadioSelect
    )
    cpf_cnpj = CampoCpfCnpj(label="CPF/CNPJ", max_length=18)
    nome = forms.CharField(label="Nome / Razão social", max_length=150)
    nome_fantasia = forms.CharField(label="Nome fantasia", max_length=150, required=False)
    rg_ie = forms.CharField(label="RG / Inscrição estadual", max_length=20, required=False)
    nascimento = forms.DateField(label="Nascimento / Fundação", required=False)
    grupo = forms.ModelChoiceField(label="Grupo", queryset=GrupoCliente.objects.all(), required=False)
    origem = forms.ModelChoiceField(label="Origem", queryset=OrigemCliente.objects.all(), required=False)
    observacoes = forms.CharField(label="Observações", required=False, widget=forms.Textarea, max_length=4000)

    def __init__(self, *args: Any, usuario: Any = None, cliente: Cliente | None = None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.usuario, self.cliente = usuario, cliente
        self.fields["cpf_cnpj"].widget.attrs |= {"autofocus": True, "data-documento": reverse("clientes:documento")}
        if cliente is not None:
            self.fields["cpf_cnpj"].widget.attrs["data-cliente"] = str(cliente.pk)
        self.fields["nome_fantasia"].widget.attrs["data-quando"] = "tipo=J"
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.linhas())

    def linhas(self) -> list[Any]:
        """Return the rows of the form."""
        return [
            Row(
                Column(InlineRadios("tipo"), css_class="col-12 col-md-4"),
                Column("cpf_cnpj", css_class="col-12 col-md-4"),
                Column("nascimento", css_class="col-12 col-md-4"),
            ),
            linha(("nome", 8), ("rg_ie", 4)),
            linha(("nome_fantasia", 12)),
            linha(("grupo", 6), ("origem", 6)),
            linha(("observacoes", 12)),
        ]

    def clean_nascimento(self) -> Any:
        """Refuse dates that cannot be."""
        data = self.cleaned_data["nascimento"]
        if data is not None and not (data.year >= 1900 and data <= hoje()):
            raise ValidationError("Informe uma data entre 1900 e hoje.")
        return data

    def clean_cpf_cnpj(self) -> str:
        """Refuse a document of another client, with a link to that client when the user may see it (C11)."""
        documento: str = self.cleaned_data["cpf_cnpj"]
        dono = Cliente.objects.filter(cpf_cnpj=documento).exclude(pk=self.cliente.pk if self.cliente else 0).first()
        if dono is None:
            return documento
        if not Cliente.objects.visiveis_para(self.usuario).filter(pk=dono.pk).exists():
            raise ValidationError(
                "Este CPF/CNPJ já está cadastrado em uma cidade que você não atende. Fale com um administrador."
            )
        raise ValidationError(
            format_html(
                'Este CPF/CNPJ já é do cliente <a href="{}">{}</a>. <a href="{}">{}</a>',
                reverse("clientes:cliente_detalhe", args=[dono.pk]),
                dono,
                *(
                    (reverse("clientes:servico_adicionar", args=[dono.pk]), "Adicionar um serviço a ele")
                    if dono.ativo
                    else (reverse("clientes:cliente_detalhe", args=[dono.pk]), "Reative o cadastro para vender a ele")
                ),
            )
        )

    def clean(self) -> dict[str, Any]:
        """Check that the document is of the kind of client; a person has no trade name."""
        dados = super().clean() or {}
        documento, tipo = dados.get("cpf_cnpj"), dados.get("tipo")
        if documento and tipo == Cliente.Tipo.FISICA and not cpf_valido(documento):
            self.add_error("cpf_cnpj", "Pessoa física tem CPF. Para um CNPJ, escolha Pessoa Jurídica.")
        if documento and tipo == Cliente.Tipo.JURIDICA and not cnpj_valido(documento):
            self.add_error("cpf_cnpj", "Pessoa jurídica tem CNPJ. Para um CPF, escolha Pessoa Física.")
        if tipo == Cliente.Tipo.FISICA:
            dados["nome_fantasia"] = ""
        return dados


class FormularioCadastroVenda(FormularioCadastro):
    """The first step of a sale: the client and how to reach them."""

    celular = CampoTelefone(label="Celular", required=False)
    telefone = CampoTelefone(label="Telefone", required=False)
    whatsapp = CampoTelefone(label="WhatsApp", required=False)
    email = forms.EmailField(label="E-mail", required=False, max_length=150)

    def linhas(self) -> list[Any]:
        """Put the contacts before the notes."""
        *antes, observacoes = super().linhas()
        return [
            *antes,
            linha(("celular", 3), ("whatsapp", 3), ("telefone", 3), ("email", 3)),
            observacoes,
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one way to reach the client."""
        dados = super().clean()
        if not self.errors and not any(dados.get(tipo) for tipo in Contato.Tipo.values):
            self.add_error("celular", "Informe ao menos um contato: celular, WhatsApp, telefone ou e-mail.")
        return dados

    @staticmethod
    def separar(dados: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Return the client's fields and the (tipo, valor) contacts of the cleaned data."""
        campos = {nome: dados[nome] for nome in FormularioCadastro.base_fields}
        contatos = [(tipo, dados[tipo]) for tipo in Contato.Tipo.values if dados.get(tipo)]
        return campos, contatos


class FormularioEndereco(forms.Form):
    """An address. ``usuario``: only cities inside their limit may be chosen."""

    cep = CampoCep(label="CEP")
    logradouro = forms.CharField(label="Rua", max_length=150)
    numero = forms.CharField(label="Número", max_length=20)
    complemento = forms.CharField(label="Complemento", max_length=80, required=False)
    bairro = forms.CharField(label="Bairro", max_length=80)
    cidade = forms.ModelChoiceField(label="Cidade", queryset=Cidade.objects.none())
    referencia = forms.CharField(label="Referência", max_length=150, required=False)

    def __init__(self, *args: Any, usuario: Any = None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        for nome, campo in self.fields.items():
            if isinstance(campo, forms.ModelChoiceField):
                campo.queryset = Cidade.objects.visiveis_para(usuario)
            if isinstance(campo, CampoCep):
                campo.widget.attrs["data-cep"] = reverse("clientes:cep")
                campo.widget.attrs["data-cep-prefixo"] = nome.removesuffix("cep")
        self.fields["cep"].widget.attrs["autofocus"] = True
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.linhas())

    def linhas(self) -> list[Any]:
        """Return the rows of the form."""
        return linhas_de_endereco("")


def linhas_de_endereco(prefixo: str) -> list[Any]:
    """Return the rows of an address whose fields begin with ``prefixo``."""
    return [
        linha((f"{prefixo}cep", 3), (f"{prefixo}logradouro", 6), (f"{prefixo}numero", 3)),
        linha((f"{prefixo}complemento", 4), (f"{prefixo}bairro", 4), (f"{prefixo}cidade", 4)),
        linha((f"{prefixo}referencia", 12)),
    ]


PREFIXO_COBRANCA = "cobranca_"


class FormularioEnderecoVenda(FormularioEndereco):
    """The second step of a sale: the client's address, and the billing one when it is another."""

    cobranca_no_mesmo = forms.BooleanField(
        label="Endereço de cobrança é o mesmo",
        required=False,
        initial=True,
        help_text="Desligue para informar outro endereço de cobrança.",
    )
    cobranca_cep = CampoCep(label="CEP de cobrança", required=False)
    cobranca_logradouro = forms.CharField(label="Rua de cobrança", max_length=150, required=False)
    cobranca_numero = forms.CharField(label="Número de cobrança", max_length=20, required=False)
    cobranca_complemento = forms.CharField(label="Complemento de cobrança", max_length=80, required=False)
    cobranca_bairro = forms.CharField(label="Bairro de cobrança", max_length=80, required=False)
    cobranca_cidade = forms.ModelChoiceField(label="Cidade de cobrança", queryset=Cidade.objects.none(), required=False)
    cobranca_referencia = forms.CharField(label="Referência de cobrança", max_length=150, required=False)
    OBRIGATORIOS = ("cep", "logradouro", "numero", "bairro", "cidade")

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        # The billing address may be anywhere the provider knows: it is not where the service is.
        escolha(self, "cobranca_cidade").queryset = Cidade.objects.all()
        for nome in self.fields:
            if nome.startswith(PREFIXO_COBRANCA) and nome != "cobranca_no_mesmo":
                self.fields[nome].widget.attrs["data-quando"] = "cobranca_no_mesmo="

    def linhas(self) -> list[Any]:
        """Add the switch and the billing address."""
        return [
            *super().linhas(),
            Field("cobranca_no_mesmo", wrapper_class="form-switch mt-2"),
            *linhas_de_endereco(PREFIXO_COBRANCA),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the billing address when the switch is off."""
        dados = super().clean() or {}
        if not dados.get("cobranca_no_mesmo"):
            for nome in self.OBRIGATORIOS:
                campo = f"{PREFIXO_COBRANCA}{nome}"
                if not dados.get(campo) and campo not in self.errors:
                    self.add_error(campo, "Informe, ou ligue “Endereço de cobrança é o mesmo”.")
        return dados

    @staticmethod
    def separar(dados: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """Return the fields of the client's address, and those of the billing one or ``None``."""
        nomes = list(FormularioEndereco.base_fields)
        proprio = {nome: dados[nome] for nome in nomes}
        if dados["cobranca_no_mesmo"]:
            return proprio, None
        return proprio, {nome: dados[f"{PREFIXO_COBRANCA}{nome}"] for nome in nomes}


class FormularioContato(forms.Form):
    """One contact: the value is checked by its kind."""

    tipo = forms.ChoiceField(label="Tipo", choices=Contato.Tipo.choices)
    valor = forms.CharField(label="Telefone ou e-mail", max_length=150)
    principal = forms.BooleanField(label="Contato principal", required=False)
    recebe_faturas = forms.BooleanField(
        label="Recebe as faturas por e-mail",
        required=False,
        initial=True,
        help_text="Vale para contatos do tipo e-mail.",
    )

    def clean(self) -> dict[str, Any]:
        """Return phones as digits and e-mails as they were typed."""
        dados = super().clean() or {}
        tipo, valor = dados.get("tipo"), dados.get("valor")
        if tipo and valor:
            campo = forms.EmailField(max_length=150) if tipo == Contato.Tipo.EMAIL else CampoTelefone()
            try:
                dados["valor"] = campo.clean(valor)
            except ValidationError as erro:
                self.add_error("valor", erro)
        return dados


def inicial_do_endereco(endereco: Endereco) -> dict[str, Any]:
    """Return the form's values of a saved address."""
    return {nome: getattr(endereco, nome) for nome in FormularioEndereco.base_fields}
