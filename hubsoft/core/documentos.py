"""CPF and CNPJ, the latter with letters too (IN RFB 2229/2024)."""

from __future__ import annotations

import re
from operator import mul
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_PONTUACAO = re.compile(r"[.\-/\s]")
_CPF = re.compile(r"\d{11}")
_CNPJ = re.compile(r"[0-9A-Z]{12}\d{2}")


def limpar(texto: str) -> str:
    """Return the document without punctuation, in upper case."""
    return _PONTUACAO.sub("", texto).upper()


def _dv(valores: list[int], pesos: list[int]) -> int:
    resto = sum(map(mul, valores, pesos)) % 11
    return 0 if resto < 2 else 11 - resto


def digitos_cpf(base: str) -> str:
    """Return the two check digits of a CPF's first nine digits."""
    valores = [int(c) for c in base]
    primeiro = _dv(valores, list(range(10, 1, -1)))
    return f"{primeiro}{_dv([*valores, primeiro], list(range(11, 1, -1)))}"


def digitos_cnpj(base: str) -> str:
    """Return the two check digits of a CNPJ's first twelve characters (value of a character = ASCII − 48)."""
    valores = [ord(c) - 48 for c in base]
    primeiro = _dv(valores, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
    return f"{primeiro}{_dv([*valores, primeiro], [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])}"


def cpf_valido(texto: str) -> bool:
    """Whether ``texto`` (no punctuation) is a CPF; eleven equal digits are not."""
    return bool(_CPF.fullmatch(texto)) and len(set(texto)) > 1 and digitos_cpf(texto[:9]) == texto[9:]


def cnpj_valido(texto: str) -> bool:
    """Whether ``texto`` (no punctuation, upper case) is a CNPJ, old or alphanumeric."""
    return bool(_CNPJ.fullmatch(texto)) and len(set(texto)) > 1 and digitos_cnpj(texto[:12]) == texto[12:]


def formatar_documento(texto: str) -> str:
    """Return a CPF or CNPJ with its punctuation; other text as it is."""
    if len(texto) == 11:
        return f"{texto[:3]}.{texto[3:6]}.{texto[6:9]}-{texto[9:]}"
    if len(texto) == 14:
        return f"{texto[:2]}.{texto[2:5]}.{texto[5:8]}/{texto[8:12]}-{texto[12:]}"
    return texto


def validar_cpf(texto: str) -> str:
    """Return the clean CPF; raises ``ValidationError`` saying what is wrong."""
    limpo = limpar(texto)
    if not _CPF.fullmatch(limpo):
        raise ValidationError("O CPF tem 11 dígitos. Confira o número digitado.")
    if not cpf_valido(limpo):
        raise ValidationError("CPF inválido: os dígitos verificadores não conferem.")
    return limpo


def validar_cnpj(texto: str) -> str:
    """Return the clean CNPJ; raises ``ValidationError`` saying what is wrong."""
    limpo = limpar(texto)
    if not _CNPJ.fullmatch(limpo):
        raise ValidationError("O CNPJ tem 14 caracteres: 12 letras ou números e 2 dígitos. Confira o que foi digitado.")
    if not cnpj_valido(limpo):
        raise ValidationError("CNPJ inválido: os dígitos verificadores não conferem.")
    return limpo


def validar_cpf_cnpj(texto: str) -> str:
    """Return the clean document, CPF when it has at most 11 characters; raises ``ValidationError``."""
    return validar_cpf(texto) if len(limpar(texto)) <= 11 else validar_cnpj(texto)


class CampoDocumento(forms.CharField):
    """A form field that cleans to a valid CPF or CNPJ without punctuation."""

    validador = staticmethod(validar_cpf_cnpj)
    mascara = "cpf_cnpj"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Tell the browser which mask to apply."""
        return {**super().widget_attrs(widget), "data-mascara": self.mascara, "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """Show the document with its punctuation."""
        return formatar_documento(limpar(value)) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        """Return the clean document."""
        texto = super().clean(value)
        return self.validador(texto) if texto else ""


class CampoCpfCnpj(CampoDocumento):
    """Either document."""


class CampoCnpj(CampoDocumento):
    """A CNPJ."""

    validador = staticmethod(validar_cnpj)
    mascara = "cnpj"
