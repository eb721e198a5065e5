"""Forms of POPs and equipment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from clientes.forms.mapa import CampoGraus, exigir_as_duas
from configuracao.models import Cidade
from hubsoft.core.telas.campos import CampoCep, CampoTelefone
from rede.models import EquipamentoConexao, PontoPresenca

PORTAS = [MinValueValidator(1), MaxValueValidator(65535)]


class FormularioPop(forms.ModelForm):
    """A POP; only cities inside the user's limit are offered."""

    cep = CampoCep(label="CEP", required=False)
    latitude = CampoGraus(limite=90)
    longitude = CampoGraus(limite=180)
    alcance = forms.IntegerField(
        label="Alcance (metros)",
        min_value=0,
        max_value=200_000,
        initial=3000,
        help_text="Até que distância se vende a partir daqui.",
    )
    contato_telefone = CampoTelefone(label="Telefone do contato", required=False)

    class Meta:
        model = PontoPresenca
        fields = (
            "nome",
            "cidade",
            "cep",
            "logradouro",
            "numero",
            "bairro",
            "latitude",
            "longitude",
            "alcance",
            "contato_nome",
            "contato_telefone",
            "contato_email",
        )

    def __init__(self, *args: Any, usuario: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["cidade"].queryset = Cidade.objects.visiveis_para(usuario)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for both coordinates, or none."""
        dados = super().clean() or {}
        exigir_as_duas(self, dados)
        return dados


class FormularioEquipamento(forms.ModelForm):
    """Connection equipment. Secrets are never shown: an empty field keeps what there is."""

    segredo = forms.CharField(
        label="Secret RADIUS",
        required=False,
        min_length=12,
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text="Igual ao configurado no equipamento. Vazio: gera um ao cadastrar; ao editar, mantém o atual.",
    )
    senha_acesso = forms.CharField(
        label="Senha",
        required=False,
        max_length=60,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="Guardada cifrada. Vazio: mantém a atual.",
    )

    class Meta:
        model = EquipamentoConexao
        fields = (
            "nome",
            "pop",
            "ipv4",
            "ipv6",
            "fabricante",
            "modelo",
            "radius",
            "tipo_nas",
            "porta_incoming",
            "usuario",
            "porta",
        )
        help_texts = {
            "porta_incoming": "Onde o equipamento recebe CoA e PoD (RADIUS › Incoming no MikroTik).",
            "radius": "O servidor RADIUS só responde a equipamentos com esta chave ligada.",
        }

    field_order = (
        "nome", "pop", "ipv4", "ipv6", "fabricante", "modelo", "radius", "tipo_nas", "segredo", "porta_incoming",
        "usuario", "senha_acesso", "porta",
    )  # fmt: skip

    def __init__(self, *args: Any, usuario: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["pop"].queryset = PontoPresenca.objects.visiveis_para(usuario)  # type: ignore[attr-defined]
        for nome in ("porta_incoming", "porta"):
            self.fields[nome].validators.extend(PORTAS)

    def clean_segredo(self) -> str:
        """Refuse what RouterOS's command line would break."""
        segredo = str(self.cleaned_data["segredo"])
        if any(not c.isascii() or c.isspace() or c in "\"'\\" for c in segredo):
            raise forms.ValidationError("Use letras, números e sinais, sem espaços, aspas ou acentos.")
        return segredo

    def clean(self) -> dict[str, Any]:
        """Ask for an address."""
        dados = super().clean() or {}
        if not self.errors and not dados.get("ipv4") and not dados.get("ipv6"):
            self.add_error("ipv4", "Informe o IPv4 ou o IPv6 do equipamento.")
        return dados

    @property
    def dados(self) -> dict[str, Any]:
        """The fields of the row itself."""
        return {nome: self.cleaned_data[nome] for nome in self._meta.fields or ()}
