"""The rows of a table, written without a template a row.

django-tables2 asks the columns for everything again at each row: heading, attributes, the signature of ``render``, the
field behind the accessor. Here a column is asked once a table. What a cell shows is still what the column's own
``render``, ``linkify``, ``default`` and ``empty_values`` say: ``tests/core/test_linhas.py`` compares both ways. Columns
that draw themselves in another way go through django-tables2 as before.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import lru_cache, partialmethod
from html import escape
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, CharField, IntegerField, Model
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.encoding import force_str
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django_tables2.columns import Column, ManyToManyColumn, TemplateColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor, AttributeDict

from hubsoft.core.telas.enderecos import endereco, molde_do_endereco
from hubsoft.core.telas.formatos import resolver

# Their cells need django-tables2's own way.
OUTRAS = (TemplateColumn, BaseLinkColumn, ManyToManyColumn)
_CONTEXTO = Context()

# Fields whose values can be looked up among the choices.
COM_ROTULO_GUARDADO = (CharField, IntegerField, BooleanField)
# What django-tables2 offers to the functions of a cell.
OFERECIDOS = {"value", "record", "column", "bound_column", "bound_row", "table"}

Leitura = Callable[[Any], Any]
Conteudo = Callable[[BoundRow], Any]
Chamada = Callable[[BoundRow, Any], Any]


def escrever_linhas(tabela: Any, atributos: Mapping[str, Any] | None = None) -> SafeString:
    """Return the ``<tr>`` elements of the page of a :class:`hubsoft.core.telas.Tabela`.

    ``atributos``: what ``attrs`` of each column answers, by its name, when it is known already.
    """
    conhecidos = atributos or {coluna.name: coluna.attrs for coluna in tabela.columns}
    celulas = [_celula(coluna, tabela, conhecidos[coluna.name]) for coluna in tabela.columns]
    pedacos: list[str] = []
    for linha in tabela.paginated_rows:
        da_linha = linha.attrs.as_html() if tabela.row_attrs else f'class="{linha.get_even_odd_css_class()}"'
        pedacos.append(f"<tr {da_linha}>")
        pedacos.extend([celula(linha) for celula in celulas])
        pedacos.append("</tr>")
    return mark_safe("".join(pedacos))  # noqa: S308  (each cell escapes what it shows)


def _celula(coluna: Any, tabela: Any, atributos: Any) -> Callable[[BoundRow], str]:
    """Return what writes the ``<td>`` of a column."""
    conteudo = _conteudo(coluna)
    rotulo = "" if coluna.name == tabela.COLUNA_SELECAO else conditional_escape(coluna.header)
    if not _tem_funcao([tabela.attrs.get("td"), tabela.attrs.get("cell"), coluna.column.attrs]):
        abertura = f'<td data-rotulo="{rotulo}" {atributos["td"].as_html()}>'
        return lambda linha: f"{abertura}{mostrar(conteudo(linha))}</td>"

    def com_atributos(linha: BoundRow) -> str:
        valor = coluna.current_value = conteudo(linha)
        coluna.current_record = linha.record
        return f'<td data-rotulo="{rotulo}" {coluna.attrs["td"].as_html()}>{mostrar(valor)}</td>'

    return com_atributos


def mostrar(valor: Any) -> str:
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
    ler, desenhar, ligar = _leitor(coluna.accessor), _desenho(coluna), _ligacao(coluna)
    vazios = coluna.column.empty_values

    def conteudo(linha: BoundRow) -> Any:
        valor = ler(linha.record)
        if valor in vazios:
            return coluna.default
        desenhado = valor if desenhar is None else desenhar(linha, valor)
        return ligar(linha, valor, desenhado) if ligar else desenhado

    return conteudo


def _desenho(coluna: Any) -> Chamada | None:
    """Return what calls the column's ``render``, ``None`` where it shows the value as it is."""
    return None if getattr(coluna.render, "__func__", None) is Column.render else _chamada(coluna.render, coluna)


def _leitor(acesso: Accessor) -> Leitura:
    """Return what reads the column's value from a record: the label of choices, ``None`` where the path breaks."""
    leituras: dict[type, Leitura] = {}

    def ler(registro: Any) -> Any:
        leitura = leituras.get(type(registro))
        if leitura is None:
            leitura = leituras[type(registro)] = _leitura(acesso, registro)
        return leitura(registro)

    return ler


def _leitura(acesso: Accessor, exemplo: Any) -> Leitura:
    """Return what reads records of the type of ``exemplo``."""
    caminho, _, ultimo = acesso.rpartition(acesso.SEPARATOR)
    campo = acesso.get_field(exemplo)
    if getattr(campo, "choices", None):
        rotulos = _rotulos(campo, exemplo) if not caminho else None
        return _de_rotulo(ultimo, rotulos) if rotulos is not None else _de_exibicao(acesso, caminho, ultimo)
    if caminho or not isinstance(exemplo, Model):
        return lambda registro: resolver(registro, acesso)

    def ler(registro: Any) -> Any:
        try:
            valor = getattr(registro, acesso)
        except Exception:
            return None
        return resolver(registro, acesso) if callable(valor) else valor

    return ler


def _rotulos(campo: Any, exemplo: Any) -> dict[Any, str] | None:
    """Return what ``get_<field>_display`` shows for each choice, ``None`` where the model has its own.

    Django makes this dictionary anew at each call.
    """
    exibir = inspect.getattr_static(exemplo, f"get_{campo.name}_display", None)
    de_fabrica = isinstance(exibir, partialmethod) and exibir.func is getattr(Model, "_get_FIELD_display")  # noqa: B009
    if not de_fabrica or not isinstance(campo.choices, list) or not isinstance(campo, COM_ROTULO_GUARDADO):
        return None
    return {valor: str(rotulo) for valor, rotulo in campo.flatchoices}


def _de_rotulo(nome: str, rotulos: Mapping[Any, str]) -> Leitura:
    def ler(registro: Any) -> Any:
        valor = getattr(registro, nome)
        return rotulos[valor] if valor in rotulos else force_str(valor, strings_only=True)

    return ler


def _de_exibicao(acesso: Accessor, caminho: str, ultimo: str) -> Leitura:
    exibir, dono = f"get_{ultimo}_display", Accessor(caminho)

    def ler(registro: Any) -> Any:
        penultimo = resolver(registro, dono) if caminho else registro
        metodo = getattr(penultimo, exibir, None) if isinstance(penultimo, Model) else None
        return metodo() if metodo else resolver(registro, acesso)

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
    if resto or set(nomes) - OFERECIDOS:
        return lambda linha, valor: funcao(**_tudo(linha, valor, coluna)) if resto else None
    # No row is made for it: rows count themselves.
    da_tabela = {"column": coluna.column, "bound_column": coluna, "table": coluna._table}
    fixos = {nome: valor for nome, valor in da_tabela.items() if nome in nomes}
    quer_valor, quer_registro, quer_linha = "value" in nomes, "record" in nomes, "bound_row" in nomes

    def chamar(linha: BoundRow, valor: Any) -> Any:
        argumentos = dict(fixos)
        if quer_valor:
            argumentos["value"] = valor
        if quer_registro:
            argumentos["record"] = linha.record
        if quer_linha:
            argumentos["bound_row"] = linha
        return funcao(**argumentos)

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

    posicoes, nomeados = tuple(pedido.get("args") or ()), dict(pedido.get("kwargs") or {})
    leituras = [_de_argumento(a) for a in (*posicoes, *nomeados.values())]
    molde = molde_do_endereco(nome, len(posicoes), tuple(nomeados)) if not (posicoes and nomeados) else None

    def enderecar(linha: BoundRow, _valor: Any) -> str:
        valores = tuple([ler(linha.record) for ler in leituras])
        if molde is not None and all(type(v) is int and v >= 0 for v in valores):
            return molde % valores
        nomes = dict(zip(nomeados, valores[len(posicoes) :], strict=True))
        return endereco(nome, *valores[: len(posicoes)], **nomes)

    return enderecar


def _de_argumento(argumento: Any) -> Leitura:
    """Return what reads an argument of an address from a record."""
    if not isinstance(argumento, Accessor):
        return lambda _registro: argumento
    if argumento.SEPARATOR in argumento:
        return argumento.resolve
    nome = str(argumento)

    def ler(registro: Any) -> Any:
        valor = getattr(registro, nome) if isinstance(registro, Model) else argumento
        return valor if type(valor) is int else argumento.resolve(registro)

    return ler


def _tem_funcao(atributos: Any) -> bool:
    """Return whether some attribute, at any depth, is worked out for each row."""
    if isinstance(atributos, Mapping):
        return any(map(_tem_funcao, atributos.values()))
    if isinstance(atributos, list):
        return any(map(_tem_funcao, atributos))
    return callable(atributos)
