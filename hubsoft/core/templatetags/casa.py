"""Filters and tags of the house: ``{% load casa %}``."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms, template
from django.utils.html import format_html
from django_filters.widgets import SuffixedMultiWidget

from hubsoft.core.telas import desenho, formatos, moldura
from hubsoft.core.telas.botoes import escrever_botoes, permitidos
from hubsoft.core.telas.campos import EntradaData
from hubsoft.core.telas.formatos import etiqueta
from hubsoft.core.telas.numeros import com_milhar

register = template.Library()
COM_ROTULO = '<div id="div_{0}" class="mb-3"><label for="{1}" class="form-label">{2}</label>{3}</div>'
COM_GRUPO = '<div id="div_{0}" class="mb-3"><fieldset><legend class="form-label fs-6">{2}</legend>{3}</fieldset></div>'
ENTRADAS_SIMPLES = (forms.TextInput, forms.NumberInput, forms.EmailInput, forms.DateInput, EntradaData)

register.filter("dinheiro", formatos.dinheiro)
register.filter("data", formatos.data)
register.filter("data_hora", formatos.data_hora)
register.filter("documento", formatos.documento)
register.filter("telefone", formatos.telefone)
register.filter("cep", formatos.cep)
register.filter("sim_nao", formatos.sim_nao)


@register.filter
def status_badge(valor: Any, rotulo: Any = None) -> Any:
    """Return the badge of a state: ``{{ objeto.status|status_badge:objeto.get_status_display }}``.

    Alone, it takes the label from an enumeration member, or shows the value itself with a capital.
    """
    if rotulo is None:
        rotulo = getattr(valor, "label", None)
    if rotulo is None:
        rotulo = ("Sim" if valor else "Não") if isinstance(valor, bool) else str(valor).replace("_", " ").capitalize()
    return etiqueta(getattr(valor, "value", valor), rotulo)


@register.simple_tag
def estado_de(objeto: Any, campo: str = "status") -> Any:
    """Return the badge of a record's choice field, with its label: ``{% estado_de servico "status" %}``."""
    exibir = getattr(objeto, f"get_{campo}_display", None)
    cru = getattr(objeto, campo)
    return etiqueta(getattr(cru, "value", cru), exibir() if exibir else cru)


@register.simple_tag
def cabeca() -> Any:
    """Draw the styles and scripts of every page."""
    return moldura.cabeca()


@register.simple_tag(takes_context=True)
def topo(context: Any) -> Any:
    """Draw the top bar."""
    return moldura.topo(context["request"])


@register.simple_tag
def icone(nome: str, classe: str = "") -> Any:
    """Return a Tabler icon of the web font, hidden from screen readers."""
    return _icone(str(nome), str(classe)) if nome else ""


@lru_cache(maxsize=1024, typed=True)
def _icone(nome: str, classe: str) -> Any:
    return format_html('<i class="ti ti-{} {}" aria-hidden="true"></i>', nome, classe)


@register.inclusion_tag("componentes/grafico.html")
def grafico(opcoes: dict[str, Any], altura: int = 240, rotulo: str = "Gráfico") -> dict[str, Any]:
    """Draw a chart: ``opcoes`` are ECharts options as a dict of JSON values, ``altura`` pixels.

    Besides them, ``formato`` ("dinheiro", "inteiro", "percentual") writes the values of axis and tooltip in
    Brazilian notation. ``rotulo`` is what screen readers say.
    """
    return {"opcoes": opcoes, "altura": altura, "rotulo": rotulo, "id_grafico": f"grafico-{secrets.token_hex(4)}"}


@register.inclusion_tag("componentes/progresso.html")
def progresso(processo: Any) -> dict[str, Any]:
    """Show a job's progress bar, refreshed every second while it is open."""
    return {"processo": processo}


@register.inclusion_tag("componentes/vazio.html")
def vazio(texto: str, icone: str = "inbox", url: str = "", rotulo: str = "") -> dict[str, Any]:
    """Show an empty state: what is missing and what to do next."""
    return {"texto": texto, "icone": icone, "url": url, "rotulo": rotulo}


@register.simple_tag(takes_context=True)
def tabela_da_lista(context: Any, tabela: Any) -> Any:
    """Draw a list's table; columns of a template draw themselves in the context of the page."""
    tabela.context = context
    try:
        return desenho.escrever_tabela(tabela)
    finally:
        del tabela.context


@register.simple_tag
def colunas_da_lista(tabela: Any) -> Any:
    """Draw the boxes that choose a table's columns."""
    return desenho.escrever_colunas(tabela)


@register.simple_tag
def paginas_da_lista(tela: Any, tabela: Any, total: int | None, passou: bool) -> Any:
    """Draw the links to a list's other pages."""
    return desenho.escrever_paginas(tela, tabela, total, passou)


@register.simple_tag
def lista_url(tela: Any, **mudar: Any) -> str:
    """Return the list's address with some query values changed."""
    return str(tela.url(**mudar))


@register.simple_tag
def sem_filtro(tela: Any, ativo: Any) -> str:
    """Return the list's address without one of its filters."""
    return str(tela.url(tirar=ativo.nomes))


@register.simple_tag(takes_context=True)
def botoes_da_linha(context: Any, botoes: Any, objeto: Any) -> Any:
    """Draw the buttons (:class:`BotaoLinha`) of a record that the user may press."""
    return escrever_botoes(permitidos(botoes, context["request"].user), objeto)


@register.filter
def indice(mapa: Any, chave: Any) -> Any:
    """Return ``mapa[chave]``, ``None`` when it is not there."""
    try:
        return mapa[chave]
    except (KeyError, IndexError, TypeError):
        return None


@register.filter
def milhar(valor: Any) -> str:
    """Return a whole number as ``12.345``."""
    return com_milhar(valor) if isinstance(valor, int) else str(valor)


@register.filter
def campo_de_filtro(campo: Any) -> Any:
    """Return a field of the filter panel as crispy draws it; those it draws the same way every time, without it."""
    widget = campo.field.widget
    simples = isinstance(widget, (forms.Select, SuffixedMultiWidget)) or type(widget) in ENTRADAS_SIMPLES
    if campo.errors or campo.help_text or not campo.label or not simples:
        return as_crispy_field(campo)
    classe = "form-select" if isinstance(widget, forms.Select) else "form-control"
    desenho = campo.as_widget(attrs={"class": f"{widget.attrs.get('class', '')} {classe}".strip()})
    modelo = COM_GRUPO if campo.use_fieldset else COM_ROTULO
    return format_html(modelo, campo.auto_id, campo.id_for_label, campo.label, desenho)


@register.filter
def campo_estreito(campo: Any) -> str:
    """Return the grid classes of a field in the filter panel: ranges are wider."""
    return "col-sm-6 col-lg-4" if hasattr(campo.field.widget, "suffixes") else "col-sm-6 col-lg-3"
