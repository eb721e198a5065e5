"""The coordinates of a place."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

SEIS_CASAS = Decimal("0.000001")


class CampoGraus(forms.CharField):
    """Degrees as people paste them: ``-22.905600`` or ``-22,9056``; a Decimal of six decimals, or None."""

    def __init__(self, *, limite: int, **opcoes: Any) -> None:
        self.limite = limite
        entrada = forms.TextInput({"inputmode": "text", "autocomplete": "off", "spellcheck": "false"})
        super().__init__(required=False, max_length=40, widget=entrada, **opcoes)

    def clean(self, value: Any) -> Decimal | None:
        """Return the degrees; raises :class:`ValidationError` outside ±``limite``."""
        texto = str(super().clean(value)).strip().replace(",", ".")
        if not texto:
            return None
        try:
            graus = Decimal(texto)
            if not -self.limite <= graus <= self.limite:
                raise InvalidOperation
            return graus.quantize(SEIS_CASAS)
        except InvalidOperation:
            raise ValidationError(f"Informe graus entre -{self.limite} e {self.limite}, como -22,905600.") from None


def exigir_as_duas(form: forms.BaseForm, dados: dict[str, Any]) -> None:
    """Ask for the coordinate that is missing when only one was given."""
    for este, outro in (("latitude", "longitude"), ("longitude", "latitude")):
        if este not in form.errors and outro not in form.errors and dados[este] is None is not dados[outro]:
            form.add_error(este, "Informe as duas coordenadas, ou nenhuma.")


class FormularioCoordenadas(forms.Form):
    """Both coordinates or none, and whether routines may change them."""

    latitude = CampoGraus(limite=90)
    longitude = CampoGraus(limite=180)
    automaticas = forms.BooleanField(
        label="Permitir atualização automática",
        required=False,
        help_text="Desligado: nenhuma rotina muda as coordenadas deste serviço.",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the one that is missing."""
        dados = super().clean() or {}
        exigir_as_duas(self, dados)
        return dados
