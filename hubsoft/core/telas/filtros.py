"""Filters of lists: base class, active filters as chips, clean query strings."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import django_filters
from django import forms
from django.http import QueryDict
from django_filters.fields import DateRangeField
from django_filters.widgets import SuffixedMultiWidget

from hubsoft.core.telas import formatos
from hubsoft.core.telas.campos import EntradaData, preparar_formulario

# The filter shown as the list's search box, beside the button of the others.
CAMPO_BUSCA = "busca"


class Filtros(django_filters.FilterSet):
    """Base of the filters of lists; a ``CharFilter`` named ``busca`` becomes the search box.

    ``self.request.user`` is there for querysets that depend on the user. Fields with wrong input are shown with their
    error and filter nothing. With ``so_usados`` only the search box and the filters that ``data`` gives a value to are
    made: the others would filter nothing (ask for what they hold by ``cleaned_data.get``).
    """

    base_filters: OrderedDict[str, django_filters.Filter]

    def __init__(self, data: Any = None, *args: Any, so_usados: bool = False, **opcoes: Any) -> None:
        if so_usados and data is not None:
            usados = [nome for nome, valores in data.lists() if any(valores)]
            self.base_filters = OrderedDict(
                (nome, filtro)
                for nome, filtro in self.base_filters.items()
                # A range has names that begin with its own.
                if nome == CAMPO_BUSCA or any(usado.startswith(nome) for usado in usados)
            )
        super().__init__(data, *args, **opcoes)


@dataclass(frozen=True, slots=True)
class FiltroAtivo:
    """A filter in use: what the chip says and the query names it takes away."""

    rotulo: str
    valor: str
    nomes: tuple[str, ...]


def preparar_filtro(formulario: forms.Form) -> None:
    """Give the filter form the house's widgets; nothing is required and no field says so."""
    for campo in formulario.fields.values():
        if isinstance(campo, DateRangeField) and isinstance(campo.widget, SuffixedMultiWidget):
            campo.widget.widgets = [EntradaData(w.attrs) for w in campo.widget.widgets]
        campo.required = False
    preparar_formulario(formulario)


def nomes_do_campo(nome: str, campo: forms.Field) -> tuple[str, ...]:
    """Return the query names of a field: its own, or those of its parts (``vencimento_min``)."""
    if isinstance(campo.widget, SuffixedMultiWidget):
        return tuple(campo.widget.suffixed(nome, sufixo) for sufixo in campo.widget.suffixes)
    return (nome,)


def _texto(campo: forms.Field, valor: Any) -> str:
    """Return how a cleaned value reads on its chip."""
    if isinstance(valor, slice):
        return " a ".join(_simples(v) if v is not None else "…" for v in (valor.start, valor.stop))
    if isinstance(campo, forms.ModelChoiceField):
        return ", ".join(map(str, valor)) if not hasattr(valor, "pk") and valor != "null" else str(valor)
    rotulos = {str(c): str(r) for c, r in _opcoes(campo)}
    if isinstance(valor, (list, tuple)):
        return ", ".join(rotulos.get(str(v), _simples(v)) for v in valor)
    return rotulos.get(str(valor)) or _simples(valor)


def _opcoes(campo: forms.Field) -> Iterable[tuple[Any, Any]]:
    for chave, rotulo in getattr(campo, "choices", ()):
        if isinstance(rotulo, (list, tuple)):
            yield from rotulo
        else:
            yield chave, rotulo


def _simples(valor: Any) -> str:
    if isinstance(valor, bool):
        return "Sim" if valor else "Não"
    return formatos.data(valor) if hasattr(valor, "year") else str(valor)


def filtros_ativos(filtro: django_filters.FilterSet) -> list[FiltroAtivo]:
    """Return the filters that hold a valid value, in their order; the search box is not one of them."""
    formulario = filtro.form
    if not formulario.is_bound:
        return []
    formulario.is_valid()
    ativos = []
    for nome, campo in formulario.fields.items():
        valor = formulario.cleaned_data.get(nome)
        vazio = valor in (None, "", [], ()) or (hasattr(valor, "exists") and not valor)
        if nome == CAMPO_BUSCA or vazio:
            continue
        if isinstance(valor, slice) and valor.start is None and valor.stop is None:
            continue
        rotulo = str(campo.label or formulario[nome].label)
        ativos.append(FiltroAtivo(rotulo, _texto(campo, valor), nomes_do_campo(nome, campo)))
    return ativos


def em_pares(dados: QueryDict) -> list[tuple[str, str]]:
    """Return each name of ``dados`` that has a value, with its part of the query string."""
    return [
        (nome, "&".join(f"{quote_plus(nome)}={quote_plus(valor)}" for valor in valores if valor != ""))
        for nome, valores in dados.lists()
        if any(valor != "" for valor in valores)
    ]


def compactar(dados: QueryDict | list[tuple[str, str]], *, tirar: Iterable[str] = (), **mudar: Any) -> str:
    """Return ``dados`` as a query string without empty values; ``mudar`` sets names, ``tirar`` removes them.

    A list makes twenty addresses of the same query: it gives the :func:`em_pares` of it.
    """
    pares = em_pares(dados) if isinstance(dados, QueryDict) else dados
    fora = {*tirar, *mudar}
    partes = [parte for nome, parte in pares if nome not in fora]
    mudadas = ((nome, str(valor)) for nome, valor in mudar.items() if valor not in (None, ""))
    partes += [f"{quote_plus(nome)}={quote_plus(valor)}" for nome, valor in mudadas]
    return "&".join(partes)
