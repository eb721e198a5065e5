"""Tables of lists: the base class and the columns of the house."""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import django_tables2 as tables
from django.template.loader import get_template, render_to_string
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hubsoft.core.telas import formatos
from hubsoft.core.telas.botoes import BotaoLinha, escrever_botoes, permitidos
from hubsoft.core.telas.linhas import escrever_linhas


class ColunaDinheiro(tables.Column):
    """Reais, right-aligned; a plain number in spreadsheets."""

    def __init__(self, **opcoes: Any) -> None:
        opcoes.setdefault("attrs", {"th": {"class": "text-end"}, "td": {"class": "text-end text-nowrap"}})
        opcoes["attrs"].setdefault("tf", {"class": "text-end text-nowrap"})
        super().__init__(**opcoes)

    def render(self, value: Any) -> str:
        """Return ``R$ 1.234,56``."""
        return formatos.dinheiro(value)

    def value(self, **argumentos: Any) -> Any:
        """Return the number itself."""
        return argumentos["value"]


class ColunaData(tables.Column):
    """A date, ``31/12/2026``."""

    def __init__(self, **opcoes: Any) -> None:
        opcoes.setdefault("attrs", {"td": {"class": "text-nowrap"}})
        super().__init__(**opcoes)

    def render(self, value: Any) -> str:
        """Return the date in Brazilian notation, at São Paulo's clock."""
        return formatos.data(value)

    def value(self, **argumentos: Any) -> Any:
        """Return the date itself."""
        return argumentos["value"]


class ColunaDataHora(ColunaData):
    """A moment, ``31/12/2026 14:05``."""

    def render(self, value: Any) -> str:
        """Return date and minute."""
        return formatos.data_hora(value)


class ColunaDocumento(tables.Column):
    """A CPF or CNPJ with its punctuation."""

    def __init__(self, **opcoes: Any) -> None:
        opcoes.setdefault("attrs", {"td": {"class": "text-nowrap"}})
        super().__init__(**opcoes)

    def render(self, value: Any) -> str:
        """Return the document formatted."""
        return formatos.documento(value)


class ColunaStatus(tables.Column):
    """A state as a badge: the colour comes from the stored value (see ``formatos.CORES``) or from ``cores``."""

    def __init__(self, cores: Mapping[str, str] | None = None, **opcoes: Any) -> None:
        self.cores = cores
        super().__init__(**opcoes)

    def render(self, value: Any, record: Any, bound_column: Any) -> Any:
        """Return the badge; ``value`` is already the label when the field has choices."""
        cru = formatos.resolver(record, bound_column.accessor)
        return formatos.etiqueta(cru, value, self.cores)

    def value(self, **argumentos: Any) -> Any:
        """Return the label."""
        return argumentos["value"]


class ColunaSimNao(tables.Column):
    """A yes or no: a tick, or a dash."""

    def __init__(self, **opcoes: Any) -> None:
        opcoes.setdefault("empty_values", (None,))
        super().__init__(**opcoes)

    def render(self, value: Any) -> Any:
        """Return the icon with its word for screen readers."""
        return formatos.sim_nao(value)

    def value(self, **argumentos: Any) -> str:
        """Return the word."""
        return "Sim" if argumentos["value"] else "Não"


class ColunaAcoes(tables.Column):
    """The row's own buttons: some :class:`BotaoLinha`, or a template that gets ``objeto`` and ``request``."""

    def __init__(self, botoes: str | Sequence[BotaoLinha], **opcoes: Any) -> None:
        self.template_name = botoes if isinstance(botoes, str) else ""
        self.botoes = () if isinstance(botoes, str) else botoes
        opcoes |= {"empty_values": (), "orderable": False, "exclude_from_export": True}
        opcoes.setdefault("verbose_name", "")
        opcoes.setdefault("attrs", {"td": {"class": "coluna-acoes"}, "th": {"class": "coluna-acoes"}})
        super().__init__(accessor="pk", **opcoes)

    def render(self, record: Any, table: Any) -> Any:
        """Return the buttons; a template is rendered in the context of the page that shows the table."""
        if self.botoes:
            return escrever_botoes(self._permitidos(table.request.user), record)
        contexto = getattr(table, "context", None)
        if contexto is None:
            pedido = getattr(table, "request", None)
            return render_to_string(self.template_name, {"objeto": record}, request=pedido)
        with contexto.push(objeto=record):
            return self.modelo.render(contexto)

    def _permitidos(self, usuario: Any) -> list[BotaoLinha]:
        """Return the buttons of this user, asked once a table."""
        if "permitidos" not in self.__dict__:
            self.permitidos = permitidos(self.botoes, usuario)
        return self.permitidos

    @cached_property
    def modelo(self) -> Any:
        """The template, looked up once a table."""
        return get_template(self.template_name).template  # type: ignore[attr-defined]


class ColunaSelecao(tables.CheckBoxColumn):
    """The box that selects a row; the kit adds it where the list has bulk actions."""

    def __init__(self) -> None:
        super().__init__(
            accessor="pk",
            exclude_from_export=True,
            attrs={
                "th__input": {"class": "form-check-input js-marca-todas", "aria-label": "Selecionar a página"},
                "td": {"class": "coluna-selecao"},
                "th": {"class": "coluna-selecao"},
            },
        )

    def render(self, value: Any) -> Any:
        """Return the box."""
        return format_html(
            '<input type="checkbox" name="ids" value="{}" class="form-check-input js-marca"'
            ' aria-label="Selecionar linha" />',
            value,
        )


class _Colunas(OrderedDict[str, Any]):
    """The columns of a class of tables, copied for each table."""

    def __deepcopy__(self, _memo: Any) -> _Colunas:
        # A table shows, hides and binds its columns; nothing writes into what they hold, so that stays shared.
        return _Colunas((nome, copy.copy(coluna)) for nome, coluna in self.items())


class Tabela(tables.Table):
    """Base of the tables of lists.

    ``Meta.fields`` (or declared columns) in their order; ``Meta.colunas_ocultas``: columns that a user must ask for.
    The query's names are in Portuguese: ``ordem``, ``pagina``, ``por_pagina``.
    """

    COLUNA_SELECAO = "selecao"
    colunas_ocultas: tuple[str, ...] = ()
    # The list screen that shows the table: its headings sort through it. A table alone has no sorting links.
    tela: Any = None

    def __init_subclass__(cls, **opcoes: Any) -> None:
        """Keep the columns where copying them is cheap."""
        super().__init_subclass__(**opcoes)
        cls.base_columns = _Colunas(cls.base_columns)

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        opcoes.setdefault("order_by_field", "ordem")
        opcoes.setdefault("page_field", "pagina")
        opcoes.setdefault("per_page_field", "por_pagina")
        if opcoes.pop("selecionavel", False):
            opcoes["extra_columns"] = [(self.COLUNA_SELECAO, ColunaSelecao()), *opcoes.get("extra_columns", [])]
            opcoes["sequence"] = (self.COLUNA_SELECAO, *(self._meta.sequence or (*(self._meta.fields or ()), "...")))
        self.totais: dict[str, Any] = {}
        super().__init__(*args, **opcoes)

    @property
    def opcionais(self) -> list[Any]:
        """Return the columns that a user may show or hide (those with a heading)."""
        return [c for c in self.columns.all() if c.name != self.COLUNA_SELECAO and str(c.header).strip()]

    def mostrar(self, nomes: list[str] | None) -> None:
        """Show the named columns and hide the other optional ones; ``None`` or nothing known: the defaults."""
        opcionais = self.opcionais
        conhecidos = {c.name for c in opcionais} & set(nomes or [])
        for coluna in opcionais:
            visivel = coluna.name in conhecidos if conhecidos else coluna.name not in self.colunas_ocultas
            (self.columns.show if visivel else self.columns.hide)(coluna.name)

    @property
    def linhas(self) -> SafeString:
        """Return the ``<tr>`` elements of the page."""
        return escrever_linhas(self)

    @property
    def rodape(self) -> list[tuple[Any, Any]]:
        """Return ``(column, total or None)`` for the footer, empty without totals."""
        return [(c, self.totais.get(c.name)) for c in self.columns] if self.totais else []

    def colunas_exportadas(self) -> list[Any]:
        """Return the visible columns that exports contain."""
        return [c for c in self.columns if not c.column.exclude_from_export and c.name != self.COLUNA_SELECAO]

    def valor_exportado(self, coluna: Any, registro: Any) -> Any:
        """Return the typed value of one cell for an export, without HTML.

        ``value_<column>`` of the table wins, as in django-tables2; then the column's own ``value`` with the label of
        choices; numbers and dates stay what they are.
        """
        linha = tables.rows.BoundRow(registro, self)
        proprio: Callable[..., Any] | None = getattr(self, f"value_{coluna.name}", None)
        if proprio is not None:
            return linha.get_cell_value(coluna.name)
        if isinstance(coluna.column, (tables.TemplateColumn, ColunaSimNao)):
            return linha.get_cell_value(coluna.name)
        valor = linha._get_and_render_with(coluna, render_func=lambda _coluna, valor=None: valor, default=None)
        if isinstance(valor, Promise):
            return str(valor)
        return formatos.documento(valor) if isinstance(coluna.column, ColunaDocumento) else valor
