"""The form of a prospect: who, where, and the marker on the map."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse

from clientes.acoes.prospectar import CAMPOS
from clientes.acoes.vender_servico import CAMPOS_DE_ENDERECO
from clientes.forms.cliente import escolha
from clientes.forms.mapa import CampoGraus, exigir_as_duas
from clientes.models import OrigemCliente, Prospecto
from configuracao.models import Cidade, Usuario
from hubsoft.core.telas.campos import CampoCep, CampoTelefone


class FormularioProspecto(forms.ModelForm):
    """A prospect. ``usuario``: only cities inside their limit may be chosen."""

    telefone = CampoTelefone(label="Telefone", required=False)
    cep = CampoCep(label="CEP", required=False)
    latitude = CampoGraus(limite=90)
    longitude = CampoGraus(limite=180)

    class Meta:
        model = Prospecto
        fields = CAMPOS

    def __init__(self, *args: Any, usuario: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        escolha(self, "cidade").queryset = Cidade.objects.visiveis_para(usuario)
        escolha(self, "origem").queryset = OrigemCliente.objects.all()
        vendedor = escolha(self, "vendedor")
        if self.instance.pk is None and usuario.vendedor:
            vendedor.initial = usuario.pk
        vendedor.queryset = Usuario.objects.filter(vendedor=True, is_active=True)
        self.fields["cep"].widget.attrs.update({"data-cep": reverse("clientes:cep"), "data-cep-prefixo": ""})
        self.fields["nome"].widget.attrs["autofocus"] = True
        self.helper = FormHelper()

    def clean(self) -> dict[str, Any]:
        """Ask for a way to reach the person, and for both coordinates or none."""
        dados = super().clean() or {}
        if not self.errors and not (dados["telefone"] or dados["email"]):
            self.add_error("telefone", "Informe um telefone ou um e-mail para poder responder.")
        exigir_as_duas(self, dados)
        return dados


def inicial_do_prospecto(prospecto: Prospecto, passo: str) -> dict[str, Any]:
    """Return what a step of the sale already knows of a prospect."""
    if passo == "cadastro":
        return {
            "nome": prospecto.nome,
            "celular": prospecto.telefone,
            "email": prospecto.email,
            "origem": prospecto.origem_id,
            "observacoes": prospecto.observacoes,
        }
    if passo == "endereco":
        return {nome: getattr(prospecto, nome) for nome in CAMPOS_DE_ENDERECO}
    return {"vendedor": prospecto.vendedor_id} if passo == "servico" and prospecto.vendedor_id else {}
