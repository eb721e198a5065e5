"""Forms of contracts: models, what plans fill in, the contract of a sale or service, what becomes of it (C09)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from clientes.acoes.contratar import NovoContrato, aviso_do_plano
from clientes.forms.cliente import escolha, linha
from clientes.models import ContratoServico, ModeloContrato, Plano, ServicoCliente
from configuracao.models import Empresa
from hubsoft.core.datas import hoje
from hubsoft.core.telas.campos import SeletorRemoto

PRIMEIRA_DATA = dt.date(2000, 1, 1)
MAIOR_TEXTO = 200_000


class FormularioModeloContrato(forms.Form):
    """A model of contract; ``static/js/contrato.js`` puts the editor over the text."""

    nome = forms.CharField(label="Nome", max_length=120)
    texto = forms.CharField(
        label="Texto",
        max_length=MAIOR_TEXTO,
        strip=False,
        widget=forms.Textarea({"rows": 16, "data-editor": "contrato"}),
    )
    ativo = forms.BooleanField(label="Ativo", required=False, initial=True)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["nome"].widget.attrs["autofocus"] = True
        self.helper = FormHelper()
        self.helper.layout = Layout("nome", "texto", "ativo")


class FormularioPrevia(forms.Form):
    """A text being written, and for whom it is shown; without a service only its variables are checked."""

    texto = forms.CharField(max_length=MAIOR_TEXTO, required=False, strip=False)
    servico = forms.ModelChoiceField(
        label="Prévia com os dados de",
        queryset=ServicoCliente.objects.none(),
        required=False,
        widget=SeletorRemoto("clientes:contrato_servicos", vazio="Busque um cliente…"),
    )

    def __init__(self, *args: Any, usuario: Any = None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        visiveis = ServicoCliente.objects.visiveis_para(usuario).select_related("cliente", "plano")
        escolha(self, "servico").queryset = visiveis


class FormularioVariavel(forms.Form):
    """A custom variable of a plan."""

    nome = forms.CharField(
        label="Variável", max_length=80, help_text="Como [[TAXA_ADESAO]]; os colchetes são colocados sozinhos."
    )
    valor = forms.CharField(label="Valor neste plano", max_length=500)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        primeiro = "valor" if self.initial.get("nome") else "nome"
        self.fields[primeiro].widget.attrs["autofocus"] = True


class FormularioVinculo(forms.Form):
    """The contract that sales of a plan carry."""

    modelo = forms.ModelChoiceField(
        label="Contrato", queryset=ModeloContrato.objects.none(), required=False, empty_label="Não emite contrato"
    )
    meses = forms.IntegerField(label="Validade (meses)", min_value=1, max_value=120)

    def __init__(self, *args: Any, plano: Plano, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        escolha(self, "modelo").queryset = ModeloContrato.objects.filter(Q(ativo=True) | Q(pk=plano.modelo_contrato_id))


class FormularioContrato(forms.Form):
    """The contract: the plan's own comes by itself; none is allowed only when the plan has none."""

    modelo = forms.ModelChoiceField(
        label="Modelo de contrato", queryset=ModeloContrato.objects.filter(ativo=True), required=False
    )
    empresa = forms.ModelChoiceField(
        label="Empresa", queryset=Empresa.objects.filter(ativa=True).order_by("pk"), required=False
    )
    inicio = forms.DateField(label="Início da vigência", required=False)
    meses = forms.IntegerField(label="Vigência (meses)", min_value=1, max_value=120, required=False)

    def __init__(self, *args: Any, contexto: dict[str, Any] | None = None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        venda = (contexto or {}).get("servico") or {}
        self.plano: Plano | None = venda.get("plano")
        modelo, inicio, meses = escolha(self, "modelo"), self.fields["inicio"], self.fields["meses"]
        modelo.empty_label = "Sem contrato"
        inicio.initial = venda.get("data_venda") or hoje()
        meses.initial = 12
        if self.plano is not None:
            meses.initial = self.plano.contrato_meses
            if self.plano.modelo_contrato_id and self.plano.modelo_contrato and self.plano.modelo_contrato.ativo:
                modelo.initial = self.plano.modelo_contrato_id
        # With the plan's contract chosen there is nothing to pick: Enter goes on, and no open list hides the preview.
        (meses if modelo.initial else modelo).widget.attrs["autofocus"] = True
        campos = [linha(("modelo", 6), ("inicio", 3), ("meses", 3))]
        empresas = list(Empresa.objects.filter(ativa=True).order_by("pk")[:2])
        if len(empresas) < 2:
            del self.fields["empresa"]
        else:
            self.fields["empresa"].initial = empresas[0]
            escolha(self, "empresa").empty_label = None
            campos.append(linha(("empresa", 6)))
        self.helper = FormHelper()
        self.helper.layout = Layout(*campos)

    def clean_inicio(self) -> dt.date | None:
        """Refuse dates out of reach."""
        data: dt.date | None = self.cleaned_data["inicio"]
        if data is not None and not PRIMEIRA_DATA <= data <= hoje() + dt.timedelta(days=366):
            raise ValidationError("Informe um início de vigência de até um ano à frente.")
        return data

    def clean(self) -> dict[str, Any]:
        """Ask for start and length when there is a contract, and for a plan that fills its variables."""
        dados = super().clean() or {}
        if dados.get("modelo"):
            for nome in ("inicio", "meses"):
                if not dados.get(nome) and nome not in self.errors:
                    self.add_error(nome, "Informe para o contrato.")
            aviso = aviso_do_plano(dados["modelo"], self.plano) if self.plano is not None else ""
            if aviso:
                self.add_error("modelo", aviso)
        return dados

    @staticmethod
    def contrato(dados: dict[str, Any]) -> NovoContrato | None:
        """Return the contract of the cleaned data, or ``None``."""
        if not dados.get("modelo"):
            return None
        return NovoContrato(dados["modelo"], dados["inicio"], dados["meses"], dados.get("empresa"))


class FormularioContratoAvulso(FormularioContrato):
    """A contract added to a service that exists."""

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["modelo"].required = True


class FormularioPapel(forms.Form):
    """When a contract was signed on paper."""

    dia = forms.DateField(label="Assinado em", initial=hoje)

    def clean_dia(self) -> dt.date:
        """Refuse days to come."""
        dia: dt.date = self.cleaned_data["dia"]
        if not PRIMEIRA_DATA <= dia <= hoje():
            raise ValidationError("Informe uma data até hoje.")
        return dia


class FormularioCancelarContrato(forms.Form):
    """Why a contract is cancelled."""

    motivo = forms.CharField(label="Motivo", max_length=200)


class FormularioEmailContrato(forms.Form):
    """Which of the client's e-mails gets the contract."""

    para = forms.ChoiceField(label="Para")

    def __init__(self, *args: Any, contrato: ContratoServico, **opcoes: Any) -> None:
        from clientes.acoes.enviar_contrato import emails_do_contrato

        super().__init__(*args, **opcoes)
        escolhas = [(email, email) for email in emails_do_contrato(contrato)]
        campo = self.fields["para"]
        campo.choices = escolhas or [("", "O cliente não tem e-mail cadastrado")]  # type: ignore[attr-defined]
