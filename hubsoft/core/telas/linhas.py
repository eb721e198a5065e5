"""The rows of a table, written without a template a row.

django-tables2 asks the columns for everything again at each row: heading, attributes, the signature of ``render``, the
field behind the accessor. Here a column is asked once a table. What a cell shows is still what the column's own
``render``, ``linkify``, ``default`` and ``empty_values`` say: ``tests/core/test_linhas.py`` compares both ways. Columns
that draw themselves in another way go through django-tables2 as before.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django_tables2.columns import ManyToManyColumn, TemplateColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor, AttributeDict

from hubsoft.core.telas.enderecos import endereco
from hubsoft.core.telas.formatos import resolver

# Their cells need django-tables2's own way.
OUTRAS = (TemplateColumn, BaseLinkColumn, ManyToManyColumn)
_CONTEXTO = Context()

Conteudo = Callable[[BoundRow], Any]
Chamada = Callable[[BoundRow, Any], Any]


def escrever_linhas(tabela: Any) -> SafeString:
    """Return the ``<tr>`` elements of the page of a :class:`hubsoft.core.telas.Tabela`."""
    celulas = [_celula(coluna, tabela) for coluna in tabela.columns]
    pedacos: list[str] = []
    for linha in tabela.paginated_rows:
        atributos = linha.attrs.as_html() if tabela.row_attrs else f'class="{linha.get_even_odd_css_class()}"'
        pedacos.append(f"<tr {atributos}>")
        pedacos.extend([celula(linha) for celula in celulas])
        pedacos.append("</tr>")
    return mark_safe("".join(pedacos))  # noqa: S308  (each cell escapes what it shows)


def _celula(coluna: Any, tabela: Any) -> Callable[[BoundRow], str]:
    """Return what writes the ``<td>`` of a column."""
    conteudo = _conteudo(coluna)
    rotulo = "" if coluna.name == tabela.COLUNA_SELECAO else conditional_escape(coluna.header)
    if not _tem_funcao([tabela.attrs.get("td"), tabela.attrs.get("cell"), coluna.column.attrs]):
        abertura = f'<td data-rotulo="{rotulo}" {coluna.attrs["td"].as_html()}>'
        return lambda linha: f"{abertura}{_mostrar(conteudo(linha))}</td>"

    def com_atributos(linha: BoundRow) -> str:
        valor = coluna.current_value = conteudo(linha)
        coluna.current_record = linha.record
        return f'<td data-rotulo="{rotulo}" {coluna.attrs["td"].as_html()}>{_mostrar(valor)}</td>'

    return com_atributos


def _mostrar(valor: Any) -> str:
    """Return a value as a template would show it."""
    if type(valor) is str:
        return escape(valor)
    if type(valor) is int and not settings.USE_THOUSAND_SEPARATOR:
        return str(valor)
    return valor if isinstance(valor, SafeString) else str(render_value_in_context(valor, _CONTEXTO))


def _conteudo(coluna: Any) -> Conteudo:
    """Return what gives the content of the column's cell in a row."""
    if isinstance(coluna.column, OUTRAS):
        return lambda linha: linha.get_cell(coluna.name)
    ler, desenhar, ligar = _leitor(coluna.accessor), _chamada(coluna.render, coluna), _ligacao(coluna)
    vazios = coluna.column.empty_values

    def conteudo(linha: BoundRow) -> Any:
        valor = ler(linha.record)
        if valor in vazios:
            return coluna.default
        desenhado = desenhar(linha, valor)
        return ligar(linha, valor, desenhado) if ligar else desenhado

    return conteudo


def _leitor(acesso: Accessor) -> Callable[[Any], Any]:
    """Return what reads the column's value from a record: the label of choices, ``None`` where the path breaks."""
    caminho, _, ultimo = acesso.rpartition(acesso.SEPARATOR)
    dono = Accessor(caminho)
    exibem: dict[type, str] = {}

    def ler(registro: Any) -> Any:
        exibir = exibem.get(type(registro))
        if exibir is None:
            opcoes = getattr(acesso.get_field(registro), "choices", None)
            exibir = exibem[type(registro)] = f"get_{ultimo}_display" if opcoes else ""
        if exibir:
            penultimo = resolver(registro, dono) if caminho else registro
            metodo = getattr(penultimo, exibir, None) if isinstance(penultimo, Model) else None
            if metodo:
                return metodo()
        return resolver(registro, acesso)

    return ler


@lru_cache(maxsize=2048)
def _argumentos(funcao: Any) -> tuple[tuple[str, ...], bool]:
    """Return the names that a function takes and whether it takes any other."""
    parametros = inspect.signature(funcao).parameters.values()
    nomes = [p.name for p in parametros if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    return tuple(nomes), any(p.kind == p.VAR_KEYWORD for p in parametros)


def _chamada(funcao: Any, coluna: Any) -> Chamada:
    """Return what calls a ``render`` or ``linkify`` with what it asks for, as ``call_with_appropriate`` does."""
    nomes, resto = _argumentos(getattr(funcao, "__func__", funcao))
    if hasattr(funcao, "__func__"):
        nomes = nomes[1:]
    if nomes == ("value",) and not resto:
        return lambda _linha, valor: funcao(value=valor)
    if nomes == ("record",) and not resto:
        return lambda linha, _valor: funcao(record=linha.record)

    def chamar(linha: BoundRow, valor: Any) -> Any:
        tudo = _tudo(linha, valor, coluna)
        if resto:
            return funcao(**tudo)
        return funcao(**{n: tudo[n] for n in nomes}) if tudo.keys() >= set(nomes) else None

    return chamar


def _tudo(linha: BoundRow, valor: Any, coluna: Any) -> dict[str, Any]:
    """Return what django-tables2 offers to the functions of a cell."""
    return {
        "value": valor,
        "record": linha.record,
        "column": coluna.column,
        "bound_column": coluna,
        "bound_row": linha,
        "table": linha.table,
    }


def _ligacao(coluna: Any) -> Callable[[BoundRow, Any, Any], Any] | None:
    """Return what wraps a cell's content in its link, ``None`` for a column without one."""
    link = coluna.link
    if link is None:
        return None
    url = _chamada(link.url, coluna) if callable(link.url) else _url_declarada(link.reverse_args)
    if url is None or _tem_funcao(link.attrs):
        return lambda linha, valor, desenhado: link(desenhado, **_tudo(linha, valor, coluna))
    atributos = AttributeDict(link.attrs or {}).as_html()
    abertura = f'<a {atributos} href="' if atributos else '<a href="'

    def ligar(linha: BoundRow, valor: Any, desenhado: Any) -> Any:
        destino = url(linha, valor)
        if destino is None:
            return desenhado
        return mark_safe(f'{abertura}{escape(str(destino))}">{conditional_escape(desenhado)}</a>')  # noqa: S308

    return ligar


def _url_declarada(pedido: Mapping[str, Any]) -> Chamada | None:
    """Return what makes the address of ``linkify=(name, arguments)``, ``None`` for other forms."""
    nome = pedido.get("viewname")
    if not isinstance(nome, str) or isinstance(nome, Accessor) or pedido.keys() - {"viewname", "args", "kwargs"}:
        return None

    def valor_de(registro: Any, argumento: Any) -> Any:
        return argumento.resolve(registro) if isinstance(argumento, Accessor) else argumento

    posicoes, nomeados = pedido.get("args") or (), pedido.get("kwargs") or {}
    return lambda linha, _valor: endereco(
        nome,
        *[valor_de(linha.record, a) for a in posicoes],
        **{chave: valor_de(linha.record, a) for chave, a in nomeados.items()},
    )


def _tem_funcao(atributos: Any) -> bool:
    """Return whether some attribute, at any depth, is worked out for each row."""
    if isinstance(atributos, Mapping):
        return any(map(_tem_funcao, atributos.values()))
    if isinstance(atributos, list):
        return any(map(_tem_funcao, atributos))
    return callable(atributos)
