"""Forms of plans and of the small tables around them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db.models import Q

from clientes.forms.cliente import escolha, linha
from clientes.models import GrupoPlano, ModeloContrato, ParcelaPlano, Plano
from clientes.regras.plano import diferenca_da_composicao
from hubsoft.core.dinheiro import formatar
from hubsoft.core.telas.campos import CampoDinheiro

MAIOR_VELOCIDADE = 2_000_000_000
MAIOR_COMPOSICAO = 20
_PARCELA = re.compile(r"parcela_(\d{1,2})_natureza")


def _titulo(texto: str) -> HTML:
    return HTML(f'<h3 class="card-title mt-3 mb-3">{texto}</h3>')


class FormularioPlano(forms.ModelForm):
    """A plan with its composition: parts in numbered fields, so that the page needs no script to add one."""

    valor = CampoDinheiro(label="Valor por mês (R$)", min_value=Decimal("0"), max_digits=10)

    fidelidade_beneficio = CampoDinheiro(
        label="Benefício da fidelidade (R$)",
        required=False,
        min_value=Decimal("0"),
        max_digits=10,
        help_text="O que o cliente ganhou ao se fidelizar (instalação grátis, desconto): o limite da multa.",
    )

    class Meta:
        model = Plano
        fields = (
            "nome",
            "valor",
            "grupo",
            "tecnologia",
            "download_kbps",
            "upload_kbps",
            "burst_download_kbps",
            "burst_upload_kbps",
            "burst_limiar_percentual",
            "burst_segundos",
            "pool",
            "permite_associacao",
            "modelo_contrato",
            "contrato_meses",
            "fidelidade_meses",
            "fidelidade_beneficio",
            "modelo_nota",
            "cfop",
            "cclass",
        )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["nome"].widget.attrs["autofocus"] = True
        self.fields["modelo_contrato"].label, self.fields["cclass"].label = "Modelo de contrato", "cClass"
        escolha(self, "grupo").queryset = GrupoPlano.objects.all()
        escolha(self, "modelo_contrato").queryset = ModeloContrato.objects.filter(
            Q(ativo=True) | Q(pk=self.instance.modelo_contrato_id)
        )
        self.fields["fidelidade_meses"].required = False
        for nome in ("download_kbps", "upload_kbps", "burst_download_kbps", "burst_upload_kbps"):
            self.fields[nome].validators.append(MaxValueValidator(MAIOR_VELOCIDADE))
        self.indices = self._criar_parcelas()
        self.helper = FormHelper()
        self.helper.layout = self._desenho()

    def _criar_parcelas(self) -> list[int]:
        """Add the fields of the parts: those posted, or those saved and two empty ones."""
        salvas = list(self.instance.parcelas.all()) if self.instance.pk else []
        if self.is_bound:
            enviadas = {int(m.group(1)) for nome in self.data if (m := _PARCELA.fullmatch(nome))}
            indices = sorted(enviadas)[:MAIOR_COMPOSICAO]
        else:
            indices = list(range(min(max(3, len(salvas) + 2), MAIOR_COMPOSICAO)))
        for i in indices:
            parte = salvas[i] if i < len(salvas) else None
            self.fields[f"parcela_{i}_natureza"] = forms.ChoiceField(
                label="Natureza",
                choices=[("", "—"), *ParcelaPlano.Natureza.choices],
                required=False,
                initial=parte.natureza if parte else "",
            )
            self.fields[f"parcela_{i}_descricao"] = forms.CharField(
                label="Descrição", max_length=120, required=False, initial=parte.descricao if parte else ""
            )
            self.fields[f"parcela_{i}_valor"] = CampoDinheiro(
                label="Valor (R$)",
                required=False,
                max_digits=10,
                min_value=Decimal("0.01"),
                initial=parte.valor if parte else None,
            )
        return indices

    def _desenho(self) -> Layout:
        return Layout(
            linha(("nome", 6), ("valor", 3), ("grupo", 3)),
            linha(("tecnologia", 4), ("pool", 4)),
            Field("permite_associacao", wrapper_class="form-switch"),
            _titulo("Navegação"),
            linha(("download_kbps", 3), ("upload_kbps", 3), ("burst_download_kbps", 3), ("burst_upload_kbps", 3)),
            linha(("burst_limiar_percentual", 3), ("burst_segundos", 3)),
            _titulo("Contrato"),
            linha(("modelo_contrato", 6), ("contrato_meses", 3)),
            linha(("fidelidade_meses", 3), ("fidelidade_beneficio", 4)),
            _titulo("Fiscal"),
            linha(("modelo_nota", 4), ("cfop", 4), ("cclass", 4)),
            _titulo("Composição"),
            HTML(
                '<p class="text-secondary">As partes devem somar o valor do plano. '
                "Deixe em branco quando o plano não é dividido.</p>"
            ),
            *[
                linha((f"parcela_{i}_natureza", 4), (f"parcela_{i}_descricao", 5), (f"parcela_{i}_valor", 3))
                for i in self.indices
            ],
        )

    def clean_nome(self) -> str:
        """Refuse the name of another plan in other letters."""
        nome: str = self.cleaned_data["nome"]
        if Plano.objects.filter(nome__iexact=nome).exclude(pk=self.instance.pk).exists():
            raise ValidationError(f"Já existe um plano chamado “{nome}”. Escolha outro nome.")
        return nome

    def clean_fidelidade_meses(self) -> int:
        """Empty means no loyalty."""
        return self.cleaned_data["fidelidade_meses"] or 0

    def clean_fidelidade_beneficio(self) -> Decimal:
        """Empty means nothing."""
        return self.cleaned_data["fidelidade_beneficio"] or Decimal("0.00")

    def clean_contrato_meses(self) -> int:
        """A contract lasts from a month to ten years."""
        meses: int = self.cleaned_data["contrato_meses"]
        if not 1 <= meses <= 120:
            raise ValidationError("Informe de 1 a 120 meses.")
        return meses

    def clean_cfop(self) -> str:
        """CFOP: four digits."""
        return self._so_digitos("cfop", 4)

    def clean_cclass(self) -> str:
        """cClass of NFCom: seven digits."""
        return self._so_digitos("cclass", 7)

    def _so_digitos(self, nome: str, tamanho: int) -> str:
        texto: str = self.cleaned_data[nome]
        if texto and not (texto.isascii() and texto.isdigit() and len(texto) == tamanho):
            raise ValidationError(f"Informe {tamanho} dígitos, ou deixe em branco.")
        return texto

    def clean_burst_limiar_percentual(self) -> int:
        """A share of the speed."""
        valor: int = self.cleaned_data["burst_limiar_percentual"]
        if not 1 <= valor <= 100:
            raise ValidationError("Informe de 1 a 100.")
        return valor

    def clean(self) -> dict[str, Any]:
        """Check speeds and composition."""
        dados = super().clean() or {}
        for sentido in ("download", "upload"):
            normal, burst = dados.get(f"{sentido}_kbps"), dados.get(f"burst_{sentido}_kbps")
            if normal == 0:
                self.add_error(f"{sentido}_kbps", "A velocidade deve ser maior que zero.")
            if normal and burst and burst < normal:
                self.add_error(f"burst_{sentido}_kbps", "O burst é maior que a velocidade, ou zero para não usar.")
        for i in self.indices:
            self._conferir_parcela(i, dados)
        if not self.errors:
            diferenca = diferenca_da_composicao(dados["valor"], [valor for _n, _d, valor in self.partes])
            if diferenca:
                falta = "faltam" if diferenca > 0 else "sobram"
                self.add_error(
                    f"parcela_{self.indices[0]}_valor",
                    f"A composição deve somar {formatar(dados['valor'])}: {falta} {formatar(abs(diferenca))}.",
                )
        return dados

    def _conferir_parcela(self, i: int, dados: dict[str, Any]) -> None:
        """A part has kind, description and value, or nothing."""
        nomes = [f"parcela_{i}_{campo}" for campo in ("natureza", "descricao", "valor")]
        vazios = [nome for nome in nomes if dados.get(nome) in (None, "")]
        if len(vazios) < len(nomes):
            for nome in vazios:
                if nome not in self.errors:
                    self.add_error(nome, "Preencha, ou limpe a linha inteira.")

    @property
    def partes(self) -> list[tuple[str, str, Decimal]]:
        """The parts: (natureza, descrição, valor)."""
        dados = self.cleaned_data
        return [
            (dados[f"parcela_{i}_natureza"], dados[f"parcela_{i}_descricao"], dados[f"parcela_{i}_valor"])
            for i in self.indices
            if dados.get(f"parcela_{i}_natureza")
        ]

    @property
    def dados_do_plano(self) -> dict[str, Any]:
        """The plan's own fields."""
        return {nome: self.cleaned_data[nome] for nome in self.Meta.fields}


class FormularioClone(forms.Form):
    """The name of the copy."""

    nome = forms.CharField(label="Nome do novo plano", max_length=120)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["nome"].widget.attrs["autofocus"] = True


class FormularioNome(forms.Form):
    """The name of a group or origin."""

    nome = forms.CharField(label="Nome", max_length=80)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["nome"].widget.attrs["autofocus"] = True
