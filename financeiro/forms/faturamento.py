"""The request of a monthly run."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms

from financeiro.models import FormaCobranca
from hubsoft.core.datas import hoje

_ISO = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_BRASILEIRO = re.compile(r"(\d{2})/(\d{4})", re.ASCII)
MESES_ADIANTE = 3


class EntradaMes(forms.DateInput):
    """The browser's own month picker."""

    input_type = "month"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m")


class CampoCompetencia(forms.Field):
    """A month, ``2026-11`` or ``11/2026``, as its first day."""

    widget = EntradaMes

    def to_python(self, value: Any) -> dt.date | None:
        """Read the month; raises ``ValidationError``."""
        if value in self.empty_values or isinstance(value, dt.date):
            return value or None
        texto = str(value).strip()
        if achado := _ISO.fullmatch(texto):
            ano, mes = int(achado[1]), int(achado[2])
        elif achado := _BRASILEIRO.fullmatch(texto):
            ano, mes = int(achado[2]), int(achado[1])
        else:
            ano, mes = 0, 0
        if not (2000 <= ano <= 2099 and 1 <= mes <= 12):
            raise forms.ValidationError("Informe o mês como MM/AAAA.")
        return dt.date(ano, mes, 1)


class FaturamentoForm(forms.Form):
    """What to bill."""

    competencia = CampoCompetencia(label="Competência", help_text="O mês que será cobrado.")
    formas = forms.ModelMultipleChoiceField(
        label="Formas de cobrança",
        queryset=FormaCobranca.objects.filter(ativa=True),
        required=False,
        help_text="Nenhuma escolhida: todas.",
    )
    vencimento_inicio = forms.DateField(
        label="Vencimento de", required=False, help_text="Só os serviços que vencem neste período. Vazio: todos."
    )
    vencimento_fim = forms.DateField(label="Vencimento até", required=False)
    prorata = forms.BooleanField(
        label="Pró-rata",
        required=False,
        initial=True,
        help_text="Cobra só os dias usados de quem entrou, saiu ou foi suspenso no mês, e cada plano pelos dias dele. "
        "Desligado: o mês inteiro.",
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["competencia"].initial = hoje().replace(day=1)

    def clean_competencia(self) -> dt.date:
        """Refuse a month far ahead, where a typing error would bill everybody."""
        competencia: dt.date = self.cleaned_data["competencia"]
        atual = hoje()
        if (competencia.year - atual.year) * 12 + competencia.month - atual.month > MESES_ADIANTE:
            raise forms.ValidationError(f"A competência está mais de {MESES_ADIANTE} meses à frente. Confira o ano.")
        return competencia

    def clean(self) -> dict[str, Any]:
        """Refuse a period in the wrong order."""
        dados = super().clean() or {}
        de, ate = dados.get("vencimento_inicio"), dados.get("vencimento_fim")
        if de and ate and de > ate:
            self.add_error("vencimento_fim", "O vencimento final é antes do inicial.")
        return dados
