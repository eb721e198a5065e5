"""System variables (G03)."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet

from configuracao.acoes.definir_variavel import definir_variavel
from configuracao.models import Variavel
from configuracao.regras.variavel import MAIOR_TEXTO
from configuracao.variaveis import conferir, declarada
from hubsoft.core.registro import VariavelDeclarada, registro
from hubsoft.core.telas import ColunaAcoes, ColunaDataHora, Filtros, FormularioView, ListaView, Tabela

TIPOS = {"texto": "Texto", "inteiro": "Número inteiro", "decimal": "Número", "booleano": "Sim ou não"}


def variaveis_declaradas() -> QuerySet[Variavel]:
    """Return the rows of the variables that some app reads today."""
    return Variavel.objects.filter(nome__in=[variavel.nome for variavel in registro.todos(VariavelDeclarada)])


def mostrar(variavel: VariavelDeclarada, valor: str) -> str:
    """Return a value as people read it."""
    return dict(variavel.opcoes).get(valor, valor) or "vazio"


class VariavelFiltro(Filtros):
    """Filter of variables."""

    busca = django_filters.CharFilter(method="procurar", label="Buscar parâmetro ou descrição")

    def procurar(self, queryset: QuerySet[Variavel], nome: str, valor: str) -> QuerySet[Variavel]:
        """Look in name and description."""
        termo = valor.casefold()
        achadas = [v.nome for v in registro.todos(VariavelDeclarada) if termo in f"{v.nome} {v.descricao}".casefold()]
        return queryset.filter(nome__in=achadas)


class VariavelTabela(Tabela):
    """Columns of variables."""

    descricao = tables.Column("Descrição", accessor="nome", orderable=False)
    valor = tables.Column(empty_values=(None,))
    tipo = tables.Column("Tipo", accessor="nome", orderable=False)
    atualizada_em = ColunaDataHora(verbose_name="Alterada em")
    acoes = ColunaAcoes("configuracao/variavel/_acoes.html")

    class Meta:
        model = Variavel
        fields = ("nome", "descricao", "valor", "tipo", "atualizada_em", "acoes")

    colunas_ocultas = ("atualizada_em",)

    def render_descricao(self, record: Variavel) -> str:
        """Return what the variable is for."""
        return declarada(record.nome).descricao

    def render_valor(self, record: Variavel) -> str:
        """Return the value, or the default that holds."""
        variavel = declarada(record.nome)
        if record.valor:
            return mostrar(variavel, record.valor)
        return f"{mostrar(variavel, variavel.padrao)} (padrão)"

    def render_tipo(self, record: Variavel) -> str:
        """Return the label of its type."""
        return TIPOS[declarada(record.nome).tipo]

    value_descricao, value_valor, value_tipo = render_descricao, render_valor, render_tipo


class VariavelLista(ListaView):
    """Variables."""

    permissao = "configuracao.ver_variavel"
    sem_escopo = True
    titulo = "Variáveis"
    icone = "variable"
    tabela = VariavelTabela
    filtros = VariavelFiltro
    vazio = "Nenhuma parte do sistema declara variáveis."

    def get_queryset(self) -> QuerySet[Variavel]:
        """Return the declared ones."""
        return variaveis_declaradas()


class FormularioVariavel(forms.Form):
    """The value of one variable, by its type."""

    valor = forms.CharField(required=False, max_length=MAIOR_TEXTO)

    def __init__(self, *args: Any, variavel: VariavelDeclarada, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.variavel = variavel
        campo = self.fields["valor"]
        if variavel.tipo == "booleano":
            padrao = f"Padrão ({variavel.padrao})"
            campo.widget = forms.Select(choices=[("", padrao), ("sim", "Sim"), ("não", "Não")])
        elif variavel.opcoes:
            padrao = f"Padrão ({dict(variavel.opcoes)[variavel.padrao]})"
            campo.widget = forms.Select(choices=[("", padrao), *variavel.opcoes])
        campo.label = variavel.nome
        campo.help_text = f"{variavel.descricao} Em branco: vale o padrão, “{mostrar(variavel, variavel.padrao)}”."

    def clean_valor(self) -> str:
        """Check it against the type."""
        try:
            return conferir(self.variavel, self.cleaned_data["valor"])
        except ValueError as erro:
            raise forms.ValidationError(str(erro)) from erro


class VariavelEditar(FormularioView):
    """A new value for a variable."""

    permissao = "configuracao.editar_variavel"
    sem_escopo = True
    titulo = "Variável {objeto}"
    icone = "variable"
    tamanho_modal = "md"
    sucesso_url = cancelar_url = "configuracao:variavel_lista"
    sucesso_mensagem = "Variável {objeto} salva. O novo valor já está valendo."

    def get_queryset(self) -> QuerySet[Variavel]:
        """Return the declared ones."""
        return variaveis_declaradas()

    def get_form(self, objeto: Variavel) -> FormularioVariavel:
        """Return the form of this variable's type."""
        dados = self.request.POST if self.request.method == "POST" else None
        return FormularioVariavel(dados, variavel=declarada(objeto.nome), initial={"valor": objeto.valor})

    def executar(self, form: Any, objeto: Variavel) -> Variavel:
        """Save it."""
        return definir_variavel(objeto.pk, form.cleaned_data["valor"], self.request.user)
