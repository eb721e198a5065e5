"""Companies of the provider."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet

from configuracao.acoes.empresas import salvar_empresa
from configuracao.forms.empresa import FormularioEmpresa
from configuracao.models import Empresa
from hubsoft.core.documentos import limpar
from hubsoft.core.telas import (
    ColunaAcoes,
    ColunaDocumento,
    ColunaStatus,
    Filtros,
    FormularioView,
    ListaView,
    Tabela,
)


class EmpresaFiltro(Filtros):
    """Filters of companies."""

    busca = django_filters.CharFilter(method="procurar", label="Buscar nome ou CNPJ")
    ativa = django_filters.BooleanFilter(label="Ativa")

    def procurar(self, queryset: QuerySet[Empresa], nome: str, valor: str) -> QuerySet[Empresa]:
        """Look in the names and, when it could be one, in the CNPJ."""
        achados = Q(razao_social__icontains=valor) | Q(nome_fantasia__icontains=valor)
        documento = limpar(valor)
        return queryset.filter(achados | Q(cnpj__startswith=documento) if documento else achados)


class EmpresaTabela(Tabela):
    """Columns of companies."""

    razao_social = tables.Column(linkify=("configuracao:empresa_editar", {"pk": tables.A("pk")}))
    cnpj = ColunaDocumento()
    cidade = tables.Column(order_by=("cidade__nome", "cidade__uf"))
    ativa = ColunaStatus(verbose_name="Situação")
    acoes = ColunaAcoes("configuracao/empresa/_acoes.html")

    class Meta:
        model = Empresa
        fields = ("razao_social", "nome_fantasia", "cnpj", "cidade", "telefone", "email", "ativa", "acoes")

    colunas_ocultas = ("telefone", "email")

    def render_ativa(self, value: Any, bound_column: Any, record: Empresa) -> Any:
        """Return the badge."""
        return bound_column.column.render(rotulo_ativa(record), record, bound_column)

    def value_ativa(self, record: Empresa) -> str:
        """Return the word."""
        return rotulo_ativa(record)


def rotulo_ativa(empresa: Empresa) -> str:
    """Return the word of the badge."""
    return "Ativa" if empresa.ativa else "Inativa"


class EmpresaLista(ListaView):
    """Companies."""

    permissao = "configuracao.ver_empresa"
    queryset = Empresa.objects.select_related("cidade")
    sem_escopo = True
    titulo = "Empresas"
    icone = "building"
    tabela = EmpresaTabela
    filtros = EmpresaFiltro
    adicionar = ("configuracao:empresa_adicionar", "configuracao.editar_empresa", "Nova empresa")
    vazio = "Cadastre a empresa que vende e cobra: planos, boletos e contratos saem em nome dela."


class EmpresaEditar(FormularioView):
    """A company, new or changed."""

    permissao = "configuracao.editar_empresa"
    queryset = Empresa.objects.select_related("cidade")
    sem_escopo = True
    form_class = FormularioEmpresa
    titulo = "Empresa {objeto}"
    icone = "building"
    sucesso_url = "configuracao:empresa_lista"
    cancelar_url = "configuracao:empresa_lista"
    sucesso_mensagem = "Empresa {objeto} salva."

    def executar(self, form: Any, objeto: Empresa | None) -> Empresa:
        """Save it."""
        return salvar_empresa(form.cleaned_data, self.request.user, objeto.pk if objeto else None)


class EmpresaAdicionar(EmpresaEditar):
    """A new company."""

    titulo = "Nova empresa"
