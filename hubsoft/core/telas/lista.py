"""The list screen: filter, sort, page, columns, totals, selection, export."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Self, cast

import django_filters
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django_tables2 import RequestConfig
from django_tables2.paginators import LazyPaginator

from hubsoft.core.pedido import PedidoDeUsuario
from hubsoft.core.preferencias import guardar_tela, preferencia_da_tela
from hubsoft.core.telas import exportar, formatos
from hubsoft.core.telas.base import ComQueryset, TelaView
from hubsoft.core.telas.filtros import (
    CAMPO_BUSCA,
    FiltroAtivo,
    Filtros,
    compactar,
    em_pares,
    filtros_ativos,
    preparar_filtro,
)
from hubsoft.core.telas.massa import AcaoEmMassa
from hubsoft.core.telas.paginas import PaginadorComTeto
from hubsoft.core.telas.respostas import alvo, eh_htmx, pagina_em_volta
from hubsoft.core.telas.tabelas import ColunaDinheiro, Tabela

TAMANHOS = (10, 25, 50, 100)
# Names of the query that are not filters.
NOMES_DA_LISTA = ("ordem", "pagina", "por_pagina", "exportar")
LIMPO = "limpo"


class ListaView(ComQueryset, TelaView):
    """A list: GET answers the page, or the fragment that HTMX swaps; the URL always says filter, order and page.

    ``totais``: columns summed over the whole filter in the footer. Rows are counted up to
    :data:`hubsoft.core.telas.paginas.TETO`; ``contar = False``: not at all. ``filtro_padrao``: query values used while
    the URL has none. ``adicionar``: URL name, permission and label of the button (with ``adicionar_modal`` it opens in
    the modal).
    """

    tabela: type[Tabela] | None = None
    filtros: type[django_filters.FilterSet] | None = None
    adicionar: tuple[str, str, str] | None = None
    adicionar_modal: bool = False
    acoes_em_massa: Sequence[AcaoEmMassa] = ()
    totais: Sequence[str] = ()
    dos_ligados: Sequence[str] = ()
    vazio: str = "Nenhum registro por aqui ainda."
    vazio_filtro: str = "Nada encontrado com estes filtros. Revise ou limpe os filtros."
    por_pagina: int = 25
    contar: bool = True
    exportavel: bool = True
    filtro_padrao: dict[str, str] = {}
    template_name = "componentes/pagina_lista.html"
    template_corpo = "componentes/lista_corpo.html"
    # A fragment beside *Exportar*: what else can be done with what is filtered (``tela.consulta_filtro``).
    template_botoes = ""
    template_lista = "componentes/lista.html"
    template_painel = "componentes/lista_painel.html"
    id_lista = "lista"
    dados: QueryDict
    # The query that addresses are made of, and its pairs.
    _pares: tuple[QueryDict, list[tuple[str, str]]] | None = None

    @classmethod
    def para_usuario(cls, request: HttpRequest, dados: QueryDict, **kwargs: Any) -> Self:
        """Return the screen as another view or a job uses it: the rows of that user under that query."""
        tela = cls()
        tela.request, tela.args, tela.kwargs = cast(PedidoDeUsuario, request), (), kwargs
        tela.dados = dados
        return tela

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Read the query, or the default filter where there is none."""
        super().setup(request, *args, **kwargs)
        self.dados = request.GET
        if self.filtro_padrao and not request.GET:
            self.dados = QueryDict(mutable=True)
            self.dados.update(self.filtro_padrao)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the page, the fragment or the exported file."""
        formato = self.dados.get("exportar")
        if formato in exportar.FORMATOS and self.exportavel:
            return exportar.responder(self, formato)
        if self.tem_painel and alvo(request) == self.id_painel:
            return self.renderizar(self.get_contexto(), template=self.template_painel)
        return self.mostrar()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remember columns and page size of this user on this screen."""
        conhecidas = self.tabela.base_columns if self.tabela is not None else {}
        escolha: dict[str, Any] = {"colunas": [c for c in request.POST.getlist("colunas") if c in conhecidas]}
        if request.POST.get("por_pagina", "") in map(str, TAMANHOS):
            escolha["por_pagina"] = int(request.POST["por_pagina"])
            self.dados = self.dados.copy()
            self.dados.pop("por_pagina", None)
        guardar_tela(request.user, self.chave_tela, escolha)
        self.__dict__.pop("preferencia", None)
        return self.mostrar()

    # -- rows ---------------------------------------------------------------------------------------------------------

    @cached_property
    def filtro(self) -> django_filters.FilterSet | None:
        """The filter over the rows the user may see, with the fields in use."""
        return self._filtrar(so_usados=True)

    def _filtrar(self, *, so_usados: bool) -> django_filters.FilterSet | None:
        if self.filtros is None:
            return None
        opcoes = {"so_usados": True} if so_usados and issubclass(self.filtros, Filtros) else {}
        filtro = self.filtros(self.dados, queryset=self.get_queryset_visivel(), request=self.request, **opcoes)
        preparar_filtro(filtro.form)
        return filtro

    def get_filtrados(self) -> QuerySet[Any]:
        """Return the rows inside scope and filter."""
        return self.filtro.qs if self.filtro is not None else self.get_queryset_visivel()

    @property
    def chave_tela(self) -> str:
        """Under what name this screen's preferences are kept."""
        return f"{type(self).__module__}.{type(self).__qualname__}"[-120:]

    @cached_property
    def preferencia(self) -> dict[str, Any]:
        """What the user chose on this screen."""
        return preferencia_da_tela(self.request.user, self.chave_tela)

    @cached_property
    def tamanho(self) -> int:
        """Rows a page: the query's, else the user's, else the screen's."""
        pedido = self.dados.get("por_pagina", "")
        if pedido in map(str, TAMANHOS):
            return int(pedido)
        lembrado = self.preferencia.get("por_pagina")
        return lembrado if lembrado in TAMANHOS else self.por_pagina

    def get_tabela(self) -> Tabela:
        """Return the table over all filtered rows in the asked order, with the user's columns, not yet paged."""
        if self.tabela is None:
            raise ImproperlyConfigured(f"{type(self).__name__} needs tabela")
        tabela = self.tabela(self.get_filtrados(), selecionavel=bool(self.acoes_permitidas))
        tabela.request, tabela.tela = self.request, self
        if self.ordem_pedida:
            tabela.order_by = self.ordem_pedida
        tabela.mostrar(self.preferencia.get("colunas"))
        desempatar(tabela)
        if self.dos_ligados:
            linhas = tabela.data.data
            proprios = [campo.name for campo in linhas.model._meta.concrete_fields]
            tabela.data.data = linhas.only(*proprios, *self.dos_ligados)
        return tabela

    def paginar(self, tabela: Tabela) -> None:
        """Cut the table to the asked page; a page that does not exist shows the nearest."""
        paginador = PaginadorComTeto if self.contar else LazyPaginator
        pedido = self.dados.get("pagina", "1")
        pagina = int(pedido) if pedido.isascii() and pedido.isdigit() and len(pedido) < 10 else 1
        pedido_falso = HttpRequest()
        pedido_falso.GET = QueryDict(f"pagina={max(pagina, 1)}")
        config = RequestConfig(pedido_falso, {"per_page": self.tamanho, "paginator_class": paginador})
        config.configure(tabela)
        tabela.request = self.request

    def somar(self, tabela: Tabela) -> None:
        """Put the sums of ``totais`` over the whole filter into the table's footer, where counting it was cheap too."""
        if self.contar and tabela.paginator.passou:
            return
        visiveis = {c.name: c for c in tabela.columns}
        nomes = [n for n in self.totais if n in visiveis]
        if not nomes:
            return
        somas = self.get_filtrados().order_by().aggregate(**{f"soma_{n}": Sum(n) for n in nomes})
        for nome in nomes:
            soma = somas[f"soma_{nome}"] or Decimal(0)
            dinheiro = isinstance(visiveis[nome].column, ColunaDinheiro)
            tabela.totais[nome] = formatos.dinheiro(soma) if dinheiro else soma

    # -- what the templates ask --------------------------------------------------------------------------------------

    @cached_property
    def acoes_permitidas(self) -> list[dict[str, Any]]:
        """The bulk actions this user may run, with their addresses."""
        permitidas = [a for a in self.acoes_em_massa if self.request.user.has_perm(a.permissao)]
        return [{"acao": a, "url": self.get_massa_url(a.url)} for a in permitidas]

    def get_massa_url(self, nome: str) -> str:
        """Return the address of a bulk action from its URL name; lists of a parent add its key."""
        return reverse(nome)

    @property
    def ordem_pedida(self) -> list[str]:
        """The columns of the asked order, ``-`` before a descending one."""
        return [nome for nome in self.dados.getlist("ordem") if nome]

    @property
    def id_corpo(self) -> str:
        """The id of the part with filters and list."""
        return f"pagina-{self.id_lista}"

    @property
    def botao_adicionar(self) -> dict[str, str] | None:
        """The address and label of the add button, when the user may."""
        if self.adicionar is None or not self.request.user.has_perm(self.adicionar[1]):
            return None
        return {"url": self.get_adicionar_url(self.adicionar[0]), "rotulo": self.adicionar[2]}

    def get_adicionar_url(self, nome: str) -> str:
        """Return the address of the add button from its URL name; lists of a parent add its key."""
        return reverse(nome)

    @property
    def campo_busca(self) -> Any:
        """The bound field of the search box, or ``None``."""
        tem = self.filtro is not None and CAMPO_BUSCA in self.filtro.form.fields
        return self.filtro.form[CAMPO_BUSCA] if tem and self.filtro is not None else None

    @cached_property
    def campos_filtro(self) -> list[Any]:
        """The bound fields of the filter panel."""
        inteiro = self._filtrar(so_usados=False)
        return [c for c in inteiro.form if c.name != CAMPO_BUSCA] if inteiro is not None else []

    @property
    def id_painel(self) -> str:
        """The id of what holds the filter panel."""
        return f"painel-{self.id_lista}"

    @property
    def tem_painel(self) -> bool:
        """Whether there are filters besides the search box."""
        return self.filtros is not None and any(nome != CAMPO_BUSCA for nome in self.filtros.base_filters)

    @property
    def painel_pronto(self) -> bool:
        """Whether the page brings the panel: it holds something. Otherwise it comes when it is opened."""
        return self.filtro is not None and bool(self.ativos or self.filtro.form.errors)

    @cached_property
    def ativos(self) -> list[FiltroAtivo]:
        """The filters in use, for the chips."""
        return filtros_ativos(self.filtro) if self.filtro is not None else []

    @property
    def filtrando(self) -> bool:
        """Whether any filter or the search box is in use."""
        return bool(self.ativos) or bool(self.campo_busca and self.dados.get(CAMPO_BUSCA))

    def url(self, *, tirar: Sequence[str] = (), **mudar: Any) -> str:
        """Return this list's address with some query values changed, going to page 1 unless ``pagina`` is given."""
        if self._pares is None or self._pares[0] is not self.dados:
            self._pares = (self.dados, em_pares(self.dados))
        consulta = compactar(self._pares[1], tirar=("pagina", "exportar", LIMPO, *tirar), **mudar)
        if self.filtro_padrao and not consulta:
            consulta = f"{LIMPO}=1"
        return f"{self.request.path}?{consulta}" if consulta else self.request.path

    @property
    def url_limpa(self) -> str:
        """This list's address without filters."""
        return self.url(tirar=[n for n in self.dados if n not in NOMES_DA_LISTA])

    @property
    def url_atual(self) -> str:
        """This list's address as it is shown now."""
        pagina = self.dados.get("pagina")
        return self.url(pagina=pagina if pagina != "1" else None)

    @property
    def consulta_filtro(self) -> str:
        """The query string of the filter alone, which bulk actions send back."""
        return compactar(self.dados, tirar=NOMES_DA_LISTA)

    # -- answers ----------------------------------------------------------------------------------------------------

    def mostrar(self) -> HttpResponse:
        """Render the page or the fragment asked for."""
        tabela = self.get_tabela()
        self.paginar(tabela)
        self.somar(tabela)
        total = tabela.paginator.count if self.contar else None
        passou = self.contar and tabela.paginator.passou
        contexto = self.get_contexto(
            tabela=tabela, total=total, passou=passou, tamanhos=TAMANHOS, formatos=exportar.FORMATOS
        )
        resposta = self.renderizar(contexto, template=self.template_pedido())
        if eh_htmx(self.request):
            self.refletir_na_url(resposta)
        return resposta

    def template_pedido(self) -> str:
        """Return which template the request's target needs."""
        pedido = alvo(self.request)
        if pedido == self.id_lista:
            return self.template_lista
        return self.template_corpo if pedido == self.id_corpo else self.template_name

    def refletir_na_url(self, resposta: HttpResponse) -> None:
        """Have the browser show the list's address; what is typed in the search box does not fill the history."""
        if self.url_atual == pagina_em_volta(self.request):
            return
        digitando = self.request.headers.get("HX-Trigger-Name") == CAMPO_BUSCA
        resposta.headers["HX-Replace-Url" if digitando else "HX-Push-Url"] = self.url_atual


def desempatar(tabela: Tabela) -> None:
    """Add the primary key to the order, so that a row is never on two pages or on none.

    The order of the model is said again: Django leaves it out of queries that count or sum related rows.
    """
    linhas = tabela.data.data
    if not isinstance(linhas, QuerySet) or linhas.query.values_select or isinstance(linhas.query.group_by, tuple):
        return
    ordem = list(linhas.query.order_by) or list(linhas.model._meta.ordering)
    if not any(isinstance(o, str) and o.lstrip("-") in ("pk", "id") for o in ordem):
        sinal = "-" if ordem and str(ordem[0]).startswith("-") else ""
        ordem.append(f"{sinal}pk")
    tabela.data.data = linhas.order_by(*ordem)
