"""Form fields and widgets of the house: money, dates, masks, remote pickers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from hubsoft.core.telas.numeros import escrever_decimal, ler_decimal

# From this many options a select gets a search box (Tom Select).
OPCOES_COM_BUSCA = 8
# What Django shows for "nothing chosen".
SEM_ESCOLHA = "---------"


class EntradaData(forms.DateInput):
    """The browser's own date picker; the value travels as ISO 8601."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class EntradaDataHora(forms.DateTimeInput):
    """The browser's own date and time picker."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class EntradaMascara(forms.TextInput):
    """A text box with a mask of static/js/casa.js: cpf_cnpj, cnpj, cep, telefone, dinheiro, decimal, mac, data."""

    def __init__(self, mascara: str, attrs: dict[str, Any] | None = None) -> None:
        numerica = mascara in {"cep", "telefone", "dinheiro", "decimal"}
        super().__init__({"data-mascara": mascara, **({"inputmode": "decimal"} if numerica else {}), **(attrs or {})})


class EntradaDinheiro(EntradaMascara):
    """A text box for reais: shows ``1.234,56``."""

    def __init__(self, attrs: dict[str, Any] | None = None, casas: int = 2) -> None:
        self.casas = casas
        super().__init__("dinheiro" if casas == 2 else "decimal", attrs)

    def format_value(self, value: Any) -> str | None:
        """Return the value in Brazilian notation; what cannot be read is shown as typed."""
        if value in (None, ""):
            return None
        if isinstance(value, (Decimal, int, float)):
            return escrever_decimal(Decimal(str(value)), self.casas)
        try:
            return escrever_decimal(ler_decimal(str(value)), self.casas)
        except (ValueError, ArithmeticError):  # not a number, or one with more digits than money has
            return str(value)


class CampoDinheiro(forms.DecimalField):
    """Money in reais: accepts ``1.234,56`` and ``1234.56``, gives a Decimal of 2 places (``casas`` for others)."""

    def __init__(self, *, casas: int = 2, **opcoes: Any) -> None:
        opcoes.setdefault("widget", EntradaDinheiro(casas=casas))
        opcoes.setdefault("max_digits", 12)
        super().__init__(decimal_places=casas, **opcoes)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Read the text; raises :class:`ValidationError` in Portuguese."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return ler_decimal(str(value))
        except ValueError:
            raise ValidationError("Informe um valor como 1.234,56.", code="invalid") from None


class SoDigitos(forms.CharField):
    """Text kept without punctuation, checked by length; base of CEP and phone."""

    tamanhos: tuple[int, ...] = ()
    mascara = ""
    mensagem = ""

    def __init__(self, **opcoes: Any) -> None:
        opcoes.setdefault("widget", EntradaMascara(self.mascara))
        super().__init__(**opcoes)

    def to_python(self, value: Any) -> str:
        """Return the digits; raises :class:`ValidationError` when their number is wrong."""
        texto = super().to_python(value) or ""
        digitos = "".join(c for c in texto if c in "0123456789")
        if texto and len(digitos) not in self.tamanhos:
            raise ValidationError(self.mensagem, code="invalid")
        return digitos


class CampoCep(SoDigitos):
    """Postal code: eight digits."""

    tamanhos, mascara, mensagem = (8,), "cep", "Informe o CEP com 8 dígitos, como 38400-100."


class CampoTelefone(SoDigitos):
    """Brazilian phone with area code: ten digits, eleven for mobiles."""

    tamanhos, mascara, mensagem = (10, 11), "telefone", "Informe o telefone com DDD, como (34) 99999-1234."


class SeletorRemoto(forms.Select):
    """A picker (Tom Select) that asks the server while one types.

    ``url``: a path, or a URL name without arguments, that answers ``?q=text`` with
    ``{"itens": [{"id": 1, "texto": "...", "detalhe": "..."}]}`` (see :class:`OpcoesView`). Only the chosen option is
    rendered, however many rows there are. Use it on a ``ModelChoiceField``: the field still checks the choice.
    """

    template_name = "core/seletor_remoto.html"

    def __init__(
        self,
        url: str | Callable[[], str],
        attrs: dict[str, Any] | None = None,
        *,
        rotulo: Callable[[Any], str] = str,
        vazio: str = "Digite para buscar…",
    ) -> None:
        super().__init__({"class": "js-remoto", "placeholder": vazio, **(attrs or {})})
        self.url = url
        self.rotulo = rotulo

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the address and the chosen option."""
        contexto = super().get_context(name, value, attrs)
        url = self.url() if callable(self.url) else self.url
        contexto["widget"]["attrs"]["data-url"] = url if url.startswith("/") else reverse(url)
        return contexto

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """Return only the chosen options, so that the table is never read whole."""
        escolhidos = [v for v in value if v not in (None, "")]
        opcoes = []
        if escolhidos:
            queryset = getattr(self.choices, "queryset", None)
            if queryset is not None:
                validos = [v for v in escolhidos if str(v).isascii() and str(v).isdigit() and len(str(v)) < 19]
                pares = [(o.pk, self.rotulo(o)) for o in queryset.filter(pk__in=validos)]
            else:
                pares = [(v, str(r)) for v, r in self.choices if str(v) in map(str, escolhidos)]
            opcoes = [self.create_option(name, v, r, selected=True, index=i) for i, (v, r) in enumerate(pares)]
        vazio = [self.create_option(name, "", "", selected=not opcoes, index=len(opcoes))]
        return [(None, opcoes + ([] if self.allow_multiple_selected else vazio), 0)]


class SeletorRemotoMultiplo(SeletorRemoto, forms.SelectMultiple):
    """:class:`SeletorRemoto` for ``ModelMultipleChoiceField``."""

    allow_multiple_selected = True


def _preparar_campo(campo: forms.Field) -> None:
    """Give a field the house's widget where it has Django's plain one."""
    widget = campo.widget
    if getattr(campo, "empty_label", None) == SEM_ESCOLHA:
        campo.empty_label = "Selecione…" if campo.required else "—"  # type: ignore[attr-defined]
    if type(campo) is forms.DateField and type(widget) is forms.DateInput:
        campo.widget = EntradaData(widget.attrs)
    elif type(campo) is forms.DateTimeField and type(widget) is forms.DateTimeInput:
        campo.widget = EntradaDataHora(widget.attrs)
    elif _merece_busca(campo):
        _somar_classe(widget, "js-select")
    elif type(widget) is forms.Textarea:
        widget.attrs.setdefault("rows", 3)
        if str(widget.attrs.get("rows")) == "10":
            widget.attrs["rows"] = 3


def _merece_busca(campo: forms.Field) -> bool:
    """Whether the field's plain select gets a search box: rows of a table, several choices, or a long list."""
    widget = campo.widget
    if type(widget) is forms.SelectMultiple:
        return True
    if type(widget) is not forms.Select:
        return False
    return isinstance(campo, forms.ModelChoiceField) or len(list(widget.choices)) >= OPCOES_COM_BUSCA


def _somar_classe(widget: forms.Widget, classe: str) -> None:
    classes = str(widget.attrs.get("class", "")).split()
    if classe not in classes:
        widget.attrs["class"] = " ".join([*classes, classe])


def preparar_formulario(formulario: forms.BaseForm) -> None:
    """Make a form ready for the kit's templates: house widgets, crispy without its own ``<form>`` tag."""
    if not hasattr(formulario, "fields"):
        return
    for campo in formulario.fields.values():
        _preparar_campo(campo)
    if not isinstance(getattr(formulario, "helper", None), FormHelper):
        formulario.helper = FormHelper()  # type: ignore[attr-defined]
    formulario.helper.form_tag = False  # type: ignore[attr-defined]
    formulario.helper.disable_csrf = True  # type: ignore[attr-defined]
