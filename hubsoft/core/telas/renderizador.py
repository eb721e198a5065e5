"""Inputs and selects of forms, written without a template an option.

Django draws each ``<option>`` and each attribute list by including a template: the filter panel of a list took a fifth
of its page. The elements are the same (``tests/core/test_renderizador.py`` compares them); other widgets keep their
templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.safestring import SafeData, SafeString

ENTRADAS = {f"django/forms/widgets/{tipo}.html" for tipo in ("input", "text", "number", "email", "date", "hidden")}
SELECOES = {"django/forms/widgets/select.html"}
INTERVALO = "django_filters/widgets/multiwidget.html"
_CONTEXTO = Context()


class Renderizador(TemplatesSetting):
    """The project's ``FORM_RENDERER``."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """Return the widget's HTML."""
        widget = context.get("widget")
        if widget is not None:
            if template_name in ENTRADAS:
                return SafeString(_entrada(widget))
            if template_name in SELECOES:
                return SafeString(_selecao(widget))
            if template_name == INTERVALO:
                partes = widget["subwidgets"]
                return SafeString("-".join(self.render(parte["template_name"], {"widget": parte}) for parte in partes))
        return SafeString(super().render(template_name, context, request))


def _texto(valor: Any) -> str:
    """Return what ``{{ valor|stringformat:"s" }}`` shows."""
    return str(valor) if isinstance(valor, SafeData) else escape(str(valor))


def _rotulo(valor: Any) -> str:
    return _texto(valor) if isinstance(valor, str) else str(render_value_in_context(valor, _CONTEXTO))


def _atributos(atributos: Mapping[str, Any]) -> str:
    return "".join(
        f" {escape(nome)}" if valor is True else f' {escape(nome)}="{_texto(valor)}"'
        for nome, valor in atributos.items()
        if valor is not False
    )


def _entrada(widget: Mapping[str, Any]) -> str:
    valor = widget["value"]
    com_valor = f' value="{_texto(valor)}"' if valor is not None else ""
    tipo, nome = _texto(widget["type"]), _texto(widget["name"])
    return f'<input type="{tipo}" name="{nome}"{com_valor}{_atributos(widget["attrs"])}>'


def _selecao(widget: Mapping[str, Any]) -> str:
    pedacos = [f'<select name="{_texto(widget["name"])}"{_atributos(widget["attrs"])}>']
    for grupo, opcoes, _indice in widget["optgroups"]:
        if grupo:
            pedacos.append(f'<optgroup label="{_rotulo(grupo)}">')
        pedacos.extend(map(_opcao, opcoes))
        if grupo:
            pedacos.append("</optgroup>")
    pedacos.append("</select>")
    return "".join(pedacos)


def _opcao(opcao: Mapping[str, Any]) -> str:
    return f'<option value="{_texto(opcao["value"])}"{_atributos(opcao["attrs"])}>{_rotulo(opcao["label"])}</option>'
