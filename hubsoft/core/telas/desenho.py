"""The parts of a list that repeat themselves (headings, columns, pages), written without a template a turn."""

from __future__ import annotations

from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django_tables2.templatetags.django_tables2 import table_page_range
from django_tables2.utils import AttributeDict

from hubsoft.core.telas.linhas import escrever_linhas, mostrar
from hubsoft.core.telas.numeros import com_milhar

CLASSE_DA_TABELA = "table table-vcenter card-table table-hover tabela-cartoes"
SETAS = {True: "chevron-up", False: "chevron-down"}


def icone(nome: str) -> str:
    """Return a Tabler icon, hidden from screen readers."""
    return f'<i class="ti ti-{nome} " aria-hidden="true"></i>'


def escrever_tabela(tabela: Any) -> SafeString:
    """Return the table of a :class:`hubsoft.core.telas.Tabela` cut to its page."""
    atributos = {coluna.name: coluna.attrs for coluna in tabela.columns}
    cabecalho = _cabecalho(tabela, atributos) if tabela.show_header else ""
    return SafeString(
        f'<div class="table-responsive"><table {_da_tabela(tabela)}>{cabecalho}'
        f"<tbody>{escrever_linhas(tabela, atributos)}</tbody>{_rodape(tabela, atributos)}</table></div>"
    )


def _da_tabela(tabela: Any) -> str:
    return str(AttributeDict({"class": CLASSE_DA_TABELA} | (tabela.attrs or {})).as_html())


def _cabecalho(tabela: Any, atributos: dict[str, Any]) -> str:
    celulas = []
    for coluna in tabela.columns:
        titulo = str(conditional_escape(coluna.header))
        if coluna.orderable and tabela.tela is not None:
            titulo = _ordenar(tabela.tela, coluna, titulo)
        celulas.append(f'<th {atributos[coluna.name]["th"].as_html()} scope="col">{titulo}</th>')
    return f"<thead><tr>{''.join(celulas)}</tr></thead>"


def _ordenar(tela: Any, coluna: Any, titulo: str) -> str:
    """Return the heading as the link that sorts by its column."""
    ordem = coluna.order_by_alias
    url = escape(tela.url(ordem=ordem.next))
    classe, seta = "ordenar", ""
    if coluna.is_ordered:
        classe = f"ordenar {'asc' if ordem.is_ascending else 'desc'}"
        seta = icone(SETAS[ordem.is_ascending])
    return (
        f'<a class="{classe}" href="{url}" hx-get="{url}" hx-target="#{tela.id_lista}" hx-swap="outerHTML">'
        f"{titulo}{seta}</a>"
    )


def _rodape(tabela: Any, atributos: dict[str, Any]) -> str:
    celulas = []
    for posicao, (coluna, valor) in enumerate(tabela.rodape):
        rotulo = f' data-rotulo="{conditional_escape(coluna.header)}"' if valor else ""
        conteudo = "Total do filtro" if posicao == 0 and valor is None else ""
        if valor is not None:
            conteudo = f"<strong>{mostrar(valor)}</strong>"
        celulas.append(f"<td {atributos[coluna.name]['tf'].as_html()}{rotulo}>{conteudo}</td>")
    return f"<tfoot><tr>{''.join(celulas)}</tr></tfoot>" if celulas else ""


def escrever_colunas(tabela: Any) -> SafeString:
    """Return the boxes that choose which columns are shown."""
    return SafeString(
        "".join(
            '<label class="form-check"><input class="form-check-input" type="checkbox" name="colunas"'
            f' value="{coluna.name}"{" checked" if coluna.visible else ""}>'
            f'<span class="form-check-label">{conditional_escape(coluna.header)}</span></label>'
            for coluna in tabela.opcionais
        )
    )


def escrever_paginas(tela: Any, tabela: Any, total: int | None, passou: bool) -> SafeString:
    """Return the links to the other pages, nothing when there is one.

    ``total``: rows counted, ``None`` where they are not; ``passou``: there are more than those.
    """
    pagina = tabela.page
    if not pagina.has_other_pages():
        return SafeString("")
    partes = ['<div class="card-footer lista-paginas d-print-none">']
    if total is not None:
        partes.append(
            f'<div class="text-secondary d-none d-sm-block">{com_milhar(pagina.start_index())}–'
            f"{com_milhar(pagina.end_index())} de {'mais de ' if passou else ''}{com_milhar(total)}</div>"
        )
    partes.append('<ul class="pagination m-0 ms-auto">')
    if pagina.has_previous():
        anterior = pagina.previous_page_number()
        partes.append(_pagina(tela, anterior, icone("chevron-left"), ' aria-label="Página anterior"'))
    for numero in table_page_range(pagina, tabela.paginator):
        if numero == "...":
            partes.append('<li class="page-item disabled"><span class="page-link">…</span></li>')
        elif numero == pagina.number:
            partes.append(_pagina(tela, numero, str(numero), ' aria-current="page"', " active"))
        else:
            partes.append(_pagina(tela, numero, str(numero)))
    if pagina.has_next():
        partes.append(_pagina(tela, pagina.next_page_number(), icone("chevron-right"), ' aria-label="Próxima página"'))
    partes.append("</ul></div>")
    return SafeString("".join(partes))


def _pagina(tela: Any, numero: int, texto: str, atributo: str = "", classe: str = "") -> str:
    url = escape(tela.url(pagina=numero))
    return (
        f'<li class="page-item{classe}"><a class="page-link" href="{url}" hx-get="{url}" hx-target="#{tela.id_lista}"'
        f' hx-swap="outerHTML show:#{tela.id_corpo}:top"{atributo}>{texto}</a></li>'
    )
