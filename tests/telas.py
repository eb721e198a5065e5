"""The battery that every list, detail, form and delete screen passes: one small class a screen.

    class TestPlano(BateriaDeTela):
        prefixo = "clientes:plano"
        permissao_ver, permissao_editar = "clientes.ver_plano", "clientes.editar_plano"
        sem_escopo = True
        def criar(self, n): return fabricas.plano(nome=f"Plano {n}")
        def dados(self): return {"nome": "Fibra 500", ...}
        def invalidos(self): return {"nome": ""}

Take the single parts (``BateriaLista``, ``BateriaDetalhe``, …) for a screen that has only some. Names follow the
house: ``<prefixo>_lista``, ``_detalhe``, ``_adicionar``, ``_editar``, ``_excluir``.
"""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.db.models import Model
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils.html import escape

from configuracao.models import Usuario
from tests import fabricas

HTMX = {"HX-Request": "true"}
LINHAS_DO_DJANGO_TABLES2 = """{% for row in table.paginated_rows %}<tr {{ row.attrs.as_html }}>\
{% for column, cell in row.items %}<td data-rotulo="{% if column.name != 'selecao' %}{{ column.header }}{% endif %}" \
{{ column.attrs.td.as_html }}>{{ cell }}</td>{% endfor %}</tr>{% endfor %}"""


@pytest.mark.django_db
class _Bateria:
    """What the parts share: who asks, and how the rows are made."""

    prefixo: str
    permissao_ver: str
    permissao_editar: str
    # Rows of this model have no city; else ``criar_fora`` must make one of another city.
    sem_escopo: bool = False

    def criar(self, n: int) -> Model:
        """Make the n-th row, in Campinas where rows have a city."""
        raise NotImplementedError

    def criar_fora(self) -> Model:
        """Make a row of a city that the attendant does not serve."""
        raise NotImplementedError

    def texto(self, objeto: Model) -> str:
        """Return what the list and the detail show of a row."""
        return str(objeto)

    def url(self, tela: str, *argumentos: Any) -> str:
        return reverse(f"{self.prefixo}_{tela}", args=argumentos)

    def cliente_com(self, *permissoes: str) -> Client:
        """Return a client signed in with exactly these permissions, limited to Campinas."""
        cliente = Client()
        cliente.force_login(fabricas.usuario(permissoes=permissoes, cidades=[fabricas.cidade("Campinas")]))
        return cliente

    def conferir_porta(self, url: str, permissao: str) -> None:
        """Check that anonymous people go to the sign-in page and those without the permission get 403."""
        anonimo = Client().get(url)
        assert anonimo.status_code == 302
        assert anonimo.headers["Location"].startswith(reverse("configuracao:entrar"))
        for metodo in ("get", "post"):
            assert getattr(self.cliente_com(), metodo)(url).status_code == 403
        assert self.cliente_com(permissao).get(url).status_code == 200


class BateriaLista(_Bateria):
    """``<prefixo>_lista``."""

    consultas_lista: int = 12

    def test_lista_pede_permissao(self) -> None:
        self.conferir_porta(self.url("lista"), self.permissao_ver)

    def test_lista_mostra_e_nao_consulta_por_linha(self) -> None:
        cliente = self.cliente_com(self.permissao_ver)
        primeiras = [self.criar(n) for n in range(1, 4)]
        cliente.get(self.url("lista"))
        poucas = self._consultas(cliente)
        for n in range(4, 13):
            self.criar(n)
        assert self._consultas(cliente) == poucas, "the list runs queries for each row"
        assert poucas <= self.consultas_lista
        html = cliente.get(self.url("lista")).content.decode()
        assert escape(self.texto(primeiras[0])) in html
        self._conferir_linhas(cliente)

    def _conferir_linhas(self, cliente: Client) -> None:
        """Check that the kit writes each cell as django-tables2 by itself would."""
        achada = resolve(self.url("lista"))
        pedido = RequestFactory().get(self.url("lista"))
        pedido.user = Usuario.objects.get(pk=cliente.session["_auth_user_id"])
        tela = achada.func.view_class()  # type: ignore[attr-defined]
        tela.setup(pedido, *achada.args, **achada.kwargs)
        tabela = tela.get_tabela()
        tela.paginar(tabela)
        esperado = engines["django"].from_string(LINHAS_DO_DJANGO_TABLES2).render({"table": tabela})
        assert esperado.count("<tr ") == len(tabela.page.object_list) > 0
        assert tabela.linhas.splitlines() == esperado.splitlines()

    def _consultas(self, cliente: Client) -> int:
        with CaptureQueriesContext(connection) as consultas:
            assert cliente.get(self.url("lista")).status_code == 200
        return len(consultas)

    def test_lista_exporta_o_que_mostra(self) -> None:
        objeto = self.criar(1)
        cliente = self.cliente_com(self.permissao_ver)
        csv = cliente.get(self.url("lista"), {"exportar": "csv"}).getvalue().decode("utf-8-sig")
        assert len(csv.splitlines()) >= 2
        assert self.texto(objeto) in csv
        planilha = cliente.get(self.url("lista"), {"exportar": "xlsx"}).getvalue()
        linhas = list(openpyxl.load_workbook(io.BytesIO(planilha)).active.iter_rows(values_only=True))
        assert any(self.texto(objeto) in str(celula) for linha in linhas[1:] for celula in linha)

    def test_lista_aguenta_entrada_hostil(self) -> None:
        self.criar(1)
        cliente = self.cliente_com(self.permissao_ver)
        for consulta in (
            {"busca": "\x00"},
            {"busca": "%_'\"\\" * 30},
            {"pagina": "9" * 40},
            {"pagina": "-1"},
            {"por_pagina": "1e9"},
            {"ordem": "senha"},
            {"ordem": "-nada__nada"},
        ):
            assert cliente.get(self.url("lista"), consulta).status_code == 200, consulta

    def test_lista_esconde_outras_cidades(self) -> None:
        dentro = self.criar(1)
        if self.sem_escopo:
            # Everybody with the permission sees every row, whatever their cities.
            sem_cidade = Client()
            sem_cidade.force_login(fabricas.usuario(permissoes=[self.permissao_ver]))
            assert escape(self.texto(dentro)) in sem_cidade.get(self.url("lista")).content.decode()
            return
        fora = self.criar_fora()
        cliente = self.cliente_com(self.permissao_ver)
        for html in (
            cliente.get(self.url("lista")).content.decode(),
            cliente.get(self.url("lista"), {"exportar": "csv"}).getvalue().decode(),
        ):
            assert self.texto(fora) not in html


class BateriaDetalhe(_Bateria):
    """``<prefixo>_detalhe``."""

    def test_detalhe_pede_permissao(self) -> None:
        self.conferir_porta(self.url("detalhe", self.criar(1).pk), self.permissao_ver)

    def test_detalhe_mostra_e_some_fora_do_limite(self) -> None:
        objeto = self.criar(1)
        cliente = self.cliente_com(self.permissao_ver)
        resposta = cliente.get(self.url("detalhe", objeto.pk))
        assert escape(self.texto(objeto)) in resposta.content.decode()
        assert cliente.get(self.url("detalhe", 2**63 + 5)).status_code == 404
        if not self.sem_escopo:
            assert cliente.get(self.url("detalhe", self.criar_fora().pk)).status_code == 404


class _BateriaFormulario(_Bateria):
    def dados(self) -> dict[str, Any]:
        """Return what a person posts."""
        raise NotImplementedError

    def invalidos(self) -> dict[str, Any]:
        """Return values that make the form refuse, on top of ``dados``."""
        raise NotImplementedError

    def conferir_gravado(self, modelo: type[Model]) -> None:
        """Check what was written, beyond its being there."""

    @staticmethod
    def conferir_recusa(resposta: Any) -> None:
        assert resposta.status_code == 422
        assert "invalid-feedback" in resposta.content.decode() or "alert-danger" in resposta.content.decode()


class BateriaAdicionar(_BateriaFormulario):
    """``<prefixo>_adicionar``."""

    modelo: type[Model]

    def test_adicionar_pede_permissao(self) -> None:
        self.conferir_porta(self.url("adicionar"), self.permissao_editar)

    def test_adicionar_grava_uma_vez(self) -> None:
        cliente = self.cliente_com(self.permissao_editar, self.permissao_ver)
        dados = self.dados()
        antes = self.modelo._default_manager.count()
        resposta = cliente.post(self.url("adicionar"), dados)
        assert resposta.status_code == 302, resposta.content.decode()[-4000:]
        assert self.modelo._default_manager.count() == antes + 1
        self.conferir_gravado(self.modelo)

    def test_adicionar_recusa_sem_gravar(self) -> None:
        cliente = self.cliente_com(self.permissao_editar)
        dados = {**self.dados(), **self.invalidos()}
        antes = self.modelo._default_manager.count()
        self.conferir_recusa(cliente.post(self.url("adicionar"), dados))
        no_modal = {**HTMX, "HX-Target": "modal"}
        fragmento = cliente.post(self.url("adicionar"), dados, headers=no_modal)
        self.conferir_recusa(fragmento)
        assert "<html" not in fragmento.content.decode()
        assert self.modelo._default_manager.count() == antes


class BateriaEditar(_BateriaFormulario):
    """``<prefixo>_editar``."""

    def test_editar_pede_permissao(self) -> None:
        self.conferir_porta(self.url("editar", self.criar(1).pk), self.permissao_editar)

    def test_editar_grava_so_o_valido_e_so_dentro_do_limite(self) -> None:
        objeto = self.criar(1)
        cliente = self.cliente_com(self.permissao_editar, self.permissao_ver)
        url, dados = self.url("editar", objeto.pk), self.dados()
        guardado = self._linha(objeto)
        self.conferir_recusa(cliente.post(url, {**dados, **self.invalidos()}))
        assert self._linha(objeto) == guardado
        resposta = cliente.post(url, dados)
        assert resposta.status_code == 302, resposta.content.decode()[-4000:]
        assert self._linha(objeto) != guardado
        if not self.sem_escopo:
            assert cliente.post(self.url("editar", self.criar_fora().pk), dados).status_code == 404

    @staticmethod
    def _linha(objeto: Model) -> Any:
        return type(objeto)._default_manager.filter(pk=objeto.pk).values().get()


class BateriaExcluir(_Bateria):
    """``<prefixo>_excluir``."""

    permissao_excluir: str = ""

    def test_excluir_pede_permissao(self) -> None:
        self.conferir_porta(self.url("excluir", self.criar(1).pk), self.permissao_excluir or self.permissao_editar)

    def test_excluir_pergunta_antes(self) -> None:
        objeto = self.criar(1)
        modelo = type(objeto)
        cliente = self.cliente_com(self.permissao_excluir or self.permissao_editar, self.permissao_ver)
        url = self.url("excluir", objeto.pk)
        assert "Excluir" in cliente.get(url).content.decode()
        assert modelo._default_manager.filter(pk=objeto.pk).exists()
        assert cliente.post(url).status_code == 302
        assert not modelo._default_manager.filter(pk=objeto.pk).exists()
        if not self.sem_escopo:
            fora = self.criar_fora()
            assert cliente.post(self.url("excluir", fora.pk)).status_code == 404
            assert modelo._default_manager.filter(pk=fora.pk).exists()


class BateriaDeTela(BateriaLista, BateriaDetalhe, BateriaAdicionar, BateriaEditar, BateriaExcluir):
    """The whole set."""
