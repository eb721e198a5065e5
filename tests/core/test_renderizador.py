"""Widgets drawn without templates are the widgets that Django draws."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting, get_default_renderer
from django.template import Context, Template
from django.utils.safestring import mark_safe
from django_filters.widgets import DateRangeWidget

from hubsoft.core.telas.campos import EntradaData, EntradaDinheiro, EntradaMascara
from hubsoft.core.telas.renderizador import Renderizador

HOSTIL = '<b>"O\'Brien" & {{ x }}</b>'
OPCOES = [("", "Todos"), (1, "Um"), (HOSTIL, HOSTIL), ("Grupo <i>", [(2, "Dois"), ("x", mark_safe("<em>X</em>"))])]


def juntar(html: str) -> str:
    """Without the space that the templates leave between elements."""
    return re.sub(r"\s*\n\s*", "", str(html)).strip()


@pytest.mark.parametrize("valor", [None, "", 2, HOSTIL, mark_safe("a&amp;b"), ["1", "x"]])
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput({"maxlength": 200, "required": True, "disabled": False, "title": HOSTIL}),
        forms.NumberInput({"step": 0.5}),
        forms.EmailInput(),
        forms.HiddenInput(),
        EntradaData(),
        EntradaDinheiro(),
        EntradaMascara("cep"),
        forms.Textarea(),
        forms.CheckboxInput(),
        forms.Select({"class": "js-select", "data-x": mark_safe("a&amp;b")}, choices=OPCOES),
        forms.SelectMultiple(choices=OPCOES),
        forms.RadioSelect(choices=OPCOES[:2]),
    ],
    ids=lambda w: type(w).__name__,
)
def test_widget_igual_ao_dos_modelos(widget: forms.Widget, valor: Any) -> None:
    assert widget.template_name is not None
    contexto = widget.get_context("nome", valor, {"id": "id_nome"})
    nosso = Renderizador().render(widget.template_name, contexto)
    assert juntar(nosso) == juntar(TemplatesSetting().render(widget.template_name, contexto))
    assert "<b>" not in nosso


def test_intervalo_igual_ao_dos_modelos() -> None:
    widget = DateRangeWidget()
    contexto = widget.get_context("dia", ["2026-01-02", None], {"id": "id_dia", "class": "form-control"})
    nosso = Renderizador().render(widget.template_name, contexto)
    assert juntar(nosso) == juntar(TemplatesSetting().render(widget.template_name, contexto))
    assert 'name="dia_after"' in nosso
    assert 'value="2026-01-02"' in nosso


def test_e_o_renderizador_do_projeto() -> None:
    assert isinstance(get_default_renderer(), Renderizador)


class _Filtro(forms.Form):
    situacao = forms.ChoiceField(label="Situação <i>", choices=OPCOES, required=False)
    dia = forms.DateField(label="Dia", required=False, help_text="Do vencimento")
    numero = forms.IntegerField(label="Número", required=False)
    marcado = forms.BooleanField(label="Marcado", required=False)


def test_painel_de_filtros_como_o_do_crispy() -> None:
    """Label, input, class and error of each field stay, whoever draws it."""
    modelo = Template("{% load casa %}{% for campo in f %}{{ campo|campo_de_filtro }}{% endfor %}")
    html = juntar(modelo.render(Context({"f": _Filtro({"numero": "x", "situacao": "1"})})))
    assert '<label for="id_situacao" class="form-label">Situação &lt;i&gt;</label><select' in html
    assert re.search(r'<select name="situacao" class="form-select"[^>]*id="id_situacao"', html)
    assert '<option value="1" selected>Um</option>' in html
    assert "Do vencimento" in html
    assert "is-invalid" in html
    assert "Informe um número inteiro" in html
    assert 'class="checkboxinput form-check-input"' in html
    for nome in ("situacao", "dia", "numero", "marcado"):
        assert f'id="div_id_{nome}"' in html
