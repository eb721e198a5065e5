"""The rows of lists say what the columns say, whichever way a column says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
import pytest
from django.template import RequestContext, Template, engines
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from configuracao.models import Usuario
from hubsoft.core.models import Processo
from hubsoft.core.telas import BotaoLinha, ColunaAcoes, ColunaDataHora, ColunaSimNao, ColunaStatus, Tabela
from hubsoft.core.telas.botoes import escrever_botoes, permitidos
from hubsoft.core.telas.enderecos import endereco
from tests.telas import LINHAS_DO_DJANGO_TABLES2

HOSTIL = '<b>"O\'Brien" & {{ x }} %d</b>'


class _Tabela(Tabela):
    """Every way a column has to fill a cell."""

    texto = tables.Column("Rótulo \"'<i>", accessor="titulo")
    situacao = ColunaStatus(accessor="estado")
    escolha = tables.Column(accessor="estado")
    moeda = tables.Column(accessor="ponto__valor")
    dia = tables.Column(accessor="ponto__dia")
    metodo = tables.Column(accessor="get_estado_display")
    nome = tables.Column(accessor="usuario__nome", default="Sistema")
    quebrado = tables.Column(accessor="nada__nenhum", default=lambda: "sem nada")
    ligado = tables.Column(accessor="titulo", linkify=("core:processo_detalhe", {"pk": tables.A("pk")}))
    posicional = tables.Column(
        accessor="pk", linkify=("core:processo_detalhe", [tables.A("pk")]), attrs={"a": {"class": "x"}}
    )
    funcao = tables.Column(accessor="total", linkify=lambda record, value: f"/x/?a={value}&b={record.pk}")
    as_vezes = tables.Column(accessor="feito", linkify=lambda value: f"/y/{value}/" if value else None)
    com_tudo = tables.Column(accessor="pk")
    seguro = tables.Column(accessor="titulo")
    colorido = tables.Column(accessor="total", attrs={"td": {"data-n": lambda record, value: f"{record.pk}{value}"}})
    feito = ColunaSimNao(accessor="cancelamento_pedido")
    quando = ColunaDataHora(accessor="criado_em")
    modelo = tables.TemplateColumn("{{ record.titulo }}<i>{{ value }}</i>", accessor="pk")
    email = tables.EmailColumn(accessor="usuario__email")
    acoes = ColunaAcoes("configuracao/rotina/_acoes.html")

    def render_com_tudo(self, **tudo: Any) -> str:
        assert set(tudo) == {"value", "record", "column", "bound_column", "bound_row", "table"}
        return f"{tudo['record'].pk}"

    def render_seguro(self, value: str, bound_row: Any) -> Any:
        return format_html("<em>{}</em>{}", value, bound_row.row_counter)

    class Meta:
        row_attrs = {"data-pk": lambda record: record.pk}


class _Simples(Tabela):
    """Records that are not of a model."""

    nome = tables.Column(linkify=lambda record: f"/z/{record['id']}/")
    valor = tables.Column()


def conferir(classe: type[Tabela], registros: list[Any]) -> str:
    nossa, deles = classe(registros), classe(registros)
    nossa.paginate(per_page=25)
    deles.paginate(per_page=25)
    esperado = engines["django"].from_string(LINHAS_DO_DJANGO_TABLES2).render({"table": deles})
    assert nossa.linhas == esperado
    return esperado


def test_cada_celula_como_no_django_tables2() -> None:
    cheio = Processo(
        pk=1, titulo=HOSTIL, estado="executando", total=1234, feito=3, cancelamento_pedido=True,
        ponto={"valor": Decimal("1234.50"), "dia": date(2026, 2, 3)}, usuario=Usuario(nome="Ana", email="a@b.br"),
        criado_em=datetime(2026, 3, 1, 2, 30, tzinfo=UTC),
    )  # fmt: skip
    vazio = Processo(pk=2, titulo="", estado="?", ponto={})
    html = conferir(_Tabela, [cheio, vazio])
    assert "&lt;b&gt;&quot;O&#x27;Brien&quot; &amp; {{ x }} %d&lt;/b&gt;" in html
    assert "<b>" not in html
    assert "28/02/2026 23:30" in html
    assert "3 de Fevereiro de 2026" in html
    assert "1234,5" in html
    assert "sem nada" in html


def test_registros_sem_modelo() -> None:
    conferir(_Simples, [{"id": 7, "nome": HOSTIL, "valor": None}, {"id": 8, "nome": "b", "valor": Decimal("1.5")}])


def test_tabela_sem_linhas() -> None:
    assert conferir(_Tabela, []) == ""


def test_uma_tabela_nao_muda_as_outras() -> None:
    uma = _Tabela([])
    uma.columns.hide("texto")
    assert not uma.columns["texto"].visible
    assert _Tabela([]).columns["texto"].visible


@pytest.mark.parametrize(
    ("nome", "argumentos", "nomeados"),
    [
        ("core:processo_detalhe", (5,), {}),
        ("core:processo_detalhe", (), {"pk": 0}),
        ("core:processo_lista", (), {}),
        ("clientes:cliente_detalhe", (2**62,), {}),
        ("clientes:cliente_detalhe", ("12",), {}),
    ],
)
def test_endereco_e_o_das_urls(nome: str, argumentos: tuple[Any, ...], nomeados: dict[str, Any]) -> None:
    assert endereco(nome, *argumentos, **nomeados) == reverse(nome, args=argumentos or None, kwargs=nomeados or None)


@pytest.mark.parametrize("argumento", [-1, None, "x", 1.5])
def test_endereco_recusa_o_que_as_urls_recusam(argumento: Any) -> None:
    endereco("core:processo_detalhe", 5)
    with pytest.raises(NoReverseMatch):
        endereco("core:processo_detalhe", argumento)


BOTOES = (
    BotaoLinha("eye", "Ver <i>", "Ver o processo {}", "core:processo_detalhe", "core.operar_evento", abre="modal"),
    BotaoLinha("x", "Parar", "Parar o {}", "core:processo_detalhe", "core.nenhuma", campo="usuario.pk", consulta="de"),
)


@pytest.mark.django_db
def test_botoes_da_linha_sao_os_que_a_pessoa_pode(admin: Usuario, estranho: Usuario) -> None:
    processo = Processo(pk=7, usuario=Usuario(pk=9))
    html = escrever_botoes(permitidos(BOTOES, admin), processo)
    ver = reverse("core:processo_detalhe", args=[7])
    assert f'href="{ver}" hx-get="{ver}" hx-target="#modal"' in html
    assert 'title="Ver &lt;i&gt;" aria-label="Ver o processo 7"' in html
    assert f'href="{reverse("core:processo_detalhe", args=[9])}?de=7"' in html
    assert escrever_botoes(permitidos(BOTOES, estranho), processo) == ""
    so_pares = replace(BOTOES[0], quando=lambda objeto: objeto.pk % 2 == 0)
    assert escrever_botoes([so_pares], processo) == ""


@pytest.mark.django_db
def test_botoes_na_coluna_e_no_modelo_sao_os_mesmos(rf: RequestFactory, admin: Usuario) -> None:
    class ComBotoes(Tabela):
        acoes = ColunaAcoes(BOTOES)

    pedido = rf.get("/")
    pedido.user = admin
    processo = Processo(pk=7, usuario=Usuario(pk=9))
    tabela = ComBotoes([processo])
    tabela.request = pedido
    tabela.paginate()
    modelo = Template("{% load casa %}{% botoes_da_linha botoes processo %}")
    botoes = modelo.render(RequestContext(pedido, {"botoes": BOTOES, "processo": processo}))
    assert botoes.count("<a ") == 2
    assert botoes in tabela.linhas
