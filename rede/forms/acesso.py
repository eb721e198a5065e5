"""Forms of the login of a service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hubsoft.core.datas import agora
from hubsoft.core.middleware import usuario_atual
from hubsoft.core.telas.campos import EntradaMascara
from rede.consultas import faixa_que_entrega, login_livre
from rede.models import Acesso, EquipamentoConexao
from rede.regras.login import LOGIN, NOME_DE_POOL, normalizar_mac


class CampoMac(forms.CharField):
    """A MAC in any usual notation; gives ``AA:BB:CC:DD:EE:FF``."""

    def __init__(self, **opcoes: Any) -> None:
        opcoes.setdefault("widget", EntradaMascara("mac"))
        opcoes.setdefault("max_length", 40)
        super().__init__(**opcoes)

    def to_python(self, value: Any) -> str:
        """Return the MAC; raises :class:`ValidationError`."""
        texto = super().to_python(value)
        if not texto:
            return ""
        try:
            return normalizar_mac(texto)
        except ValueError:
            raise ValidationError("Informe o MAC como AA:BB:CC:DD:EE:FF.", code="invalid") from None


class FormularioAcesso(forms.ModelForm):
    """Login, password and what limits them."""

    mac = CampoMac(label="MAC", required=False, help_text="Só este equipamento do cliente conecta. Vazio: qualquer um.")
    senha = forms.CharField(
        label="Senha PPPoE",
        required=False,
        min_length=6,
        max_length=64,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = Acesso
        fields = ("login", "mac", "aprender_mac", "ipv4", "pool", "max_sessoes", "expira_em", "equipamento")
        labels = {"login": "Login PPPoE", "ipv4": "IP fixo", "equipamento": "Equipamento de conexão"}
        help_texts = {
            "ipv4": "Fora das faixas dos pools dos concentradores, que dariam o mesmo IP a outro cliente.",
            "equipamento": "Onde se espera que conecte; não impede a conexão em outro.",
            "aprender_mac": "Com o MAC vazio, grava o do primeiro equipamento do cliente que conectar.",
            "pool": "Nome do pool no concentrador. Vazio: o do plano. Com IP fixo, não é usado.",
            "max_sessoes": "Quantos equipamentos do cliente podem conectar ao mesmo tempo com este login.",
            "expira_em": "Depois disso o login é recusado e quem estiver conectado cai. Vazio: sem prazo.",
        }
        widgets = {"expira_em": forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}

    field_order = (
        "login", "senha", "mac", "aprender_mac", "ipv4", "pool", "max_sessoes", "expira_em", "equipamento",
    )  # fmt: skip

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        ativos = EquipamentoConexao.objects.visiveis_para(usuario_atual()).filter(ativo=True)
        if self.instance.equipamento_id:
            ativos |= EquipamentoConexao.objects.filter(pk=self.instance.equipamento_id)
        self.fields["equipamento"].queryset = ativos  # type: ignore[attr-defined]
        self.fields["login"].widget.attrs.update(autocomplete="off", spellcheck="false")
        gera = self.instance.pk is None
        vazio = "Vazio: gera uma ao salvar." if gera else "Vazio: mantém a atual."
        self.fields["senha"].help_text = f"{vazio} Depois, só se vê em “Revelar senha”, e fica registrado."

    def clean_login(self) -> str:
        """Return the login in lower case; raises :class:`ValidationError`."""
        login = str(self.cleaned_data["login"]).strip().lower()
        if not LOGIN.fullmatch(login):
            raise ValidationError("Use de 3 a 64 letras sem acento, números e . _ @ -, começando por letra ou número.")
        return login

    def clean_max_sessoes(self) -> int:
        """Ask for at least one session."""
        sessoes = int(self.cleaned_data["max_sessoes"])
        if sessoes < 1:
            raise ValidationError("Informe ao menos 1.")
        return sessoes

    def clean_pool(self) -> str:
        """Refuse a name that a concentrador could not have."""
        pool = str(self.cleaned_data["pool"]).strip()
        if pool and not NOME_DE_POOL.fullmatch(pool):
            raise ValidationError("Use letras sem acento, números e . _ -, sem espaços.")
        return pool

    def clean_expira_em(self) -> Any:
        """Ask for an instant to come, unless it is the one there already was."""
        instante = self.cleaned_data["expira_em"]
        if instante is not None and instante <= agora() and "expira_em" in self.changed_data:
            raise ValidationError("Informe um momento futuro. Para impedir o acesso já, use Inativar.")
        return instante

    def clean(self) -> dict[str, Any]:
        """Refuse a fixed address that somebody else could have at the same time."""
        dados = super().clean() or {}
        mudou = {"ipv4", "max_sessoes"} & set(self.changed_data)
        if not mudou or not dados.get("ipv4"):
            return dados
        if (dados.get("max_sessoes") or 1) > 1:
            self.add_error("max_sessoes", "Com IP fixo, só uma: dois equipamentos não usam o mesmo endereço.")
        if "ipv4" in mudou and (faixa := faixa_que_entrega(dados["ipv4"])):
            self.add_error(
                "ipv4",
                f"Este IP está na faixa {faixa}, de um pool que o concentrador entrega a qualquer cliente. "
                "Escolha um fora dela.",
            )
        return dados

    @property
    def dados(self) -> dict[str, Any]:
        """The fields of the login itself."""
        return {nome: self.cleaned_data[nome] for nome in self._meta.fields or ()}


class FormularioAcessoVenda(FormularioAcesso):
    """The step *Acesso* of the sale: Enter is enough, login and password are suggested."""

    def __init__(self, *args: Any, contexto: dict[str, dict[str, Any]] | None = None, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        nome = (contexto or {}).get("cadastro", {}).get("nome", "")
        if not self.is_bound:
            self.initial["login"] = login_livre(nome)
        self.fields["max_sessoes"].initial = 1
