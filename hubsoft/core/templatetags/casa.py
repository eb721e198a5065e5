"""Filters and tags of the house: ``{% load casa %}``."""

from __future__ import annotations

import secrets
from typing import Any

from django import template
from django.utils.html import format_html

from hubsoft.core.telas import formatos
from hubsoft.core.telas.formatos import etiqueta

register = template.Library()

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
def icone(nome: str, classe: str = "") -> Any:
    """Return a Tabler icon of the web font, hidden from screen readers."""
    return format_html('<i class="ti ti-{} {}" aria-hidden="true"></i>', nome, classe) if nome else ""


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


@register.simple_tag
def lista_url(tela: Any, **mudar: Any) -> str:
    """Return the list's address with some query values changed."""
    return str(tela.url(**mudar))


@register.simple_tag
def sem_filtro(tela: Any, ativo: Any) -> str:
    """Return the list's address without one of its filters."""
    return str(tela.url(tirar=ativo.nomes))


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
    return f"{valor:,}".replace(",", ".") if isinstance(valor, int) else str(valor)


@register.filter
def campo_estreito(campo: Any) -> str:
    """Return the grid classes of a field in the filter panel: ranges are wider."""
    return "col-sm-6 col-lg-4" if hasattr(campo.field.widget, "suffixes") else "col-sm-6 col-lg-3"
