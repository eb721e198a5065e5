"""Tokens: list, page, create, change, revoke."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from api.acoes.tokens import criar_token, editar_token, revogar_token
from api.forms.token import FormularioToken
from api.models import TokenApi
from api.v1.montagem import permissoes_da_api
from configuracao.views.permissao import montar_ramo
from hubsoft.core.datas import agora
from hubsoft.core.permissoes import arvore
from hubsoft.core.registro import Permissao, registro
from hubsoft.core.telas import (
    AbaView,
    AcaoView,
    ColunaDataHora,
    DetalheView,
    Filtros,
    FormularioView,
    ListaView,
    Tabela,
    formatos,
)
from hubsoft.core.telas.base import ComQueryset
from hubsoft.core.telas.historico import HistoricoDoPai
from hubsoft.core.telas.respostas import eh_htmx

VER, EDITAR = "api.ver_token", "api.editar_token"
TOKENS = TokenApi.objects.select_related("usuario", "criado_por", "revogado_por")


def situacao(token: TokenApi) -> tuple[str, str]:
    """Return the key that colours the badge and its word."""
    if token.revogado_em is not None:
        return "cancelado", "Revogado"
    if token.expira_em is not None and token.expira_em <= agora():
        return "inativo", "Vencido"
    return ("ativo", "Em vigor") if token.usuario.is_active else ("inativo", "Usuário inativo")


class TokenFiltro(Filtros):
    """Filters of tokens; without a choice those revoked are hidden."""

    busca = django_filters.CharFilter(method="procurar", label="Buscar por nome ou usuário")
    situacao = django_filters.ChoiceFilter(
        label="Situação",
        choices=[("revogados", "Revogados"), ("todos", "Todos")],
        empty_label="Não revogados",
        method="da_situacao",
    )

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Hide revoked tokens unless they are asked for."""
        filtrados = super().filter_queryset(queryset)
        return filtrados if self.form.cleaned_data.get("situacao") else filtrados.filter(revogado_em__isnull=True)

    def procurar(self, queryset: QuerySet[TokenApi], nome: str, valor: str) -> QuerySet[TokenApi]:
        """Look in the names."""
        return queryset.filter(Q(nome__icontains=valor) | Q(usuario__nome__icontains=valor) | Q(prefixo=valor[:16]))

    def da_situacao(self, queryset: QuerySet[TokenApi], nome: str, valor: str) -> QuerySet[TokenApi]:
        """Show the revoked ones, or all."""
        return queryset.filter(revogado_em__isnull=False) if valor == "revogados" else queryset


class TokenTabela(Tabela):
    """Columns of tokens."""

    nome = tables.Column(linkify=("api:token_detalhe", {"pk": tables.A("pk")}))
    usuario = tables.Column("Em nome de", order_by="usuario__nome")
    prefixo = tables.Column("Começa com")
    ultimo_uso_em = ColunaDataHora(verbose_name="Último uso")
    expira_em = ColunaDataHora(verbose_name="Válido até")
    situacao = tables.Column("Situação", empty_values=(), order_by=("revogado_em", "expira_em"))

    class Meta:
        model = TokenApi
        fields = ("nome", "usuario", "prefixo", "por_minuto", "ultimo_uso_em", "ultimo_ip", "expira_em", "situacao")

    colunas_ocultas = ("por_minuto", "ultimo_ip")

    def render_situacao(self, record: TokenApi) -> Any:
        """Return the badge."""
        return formatos.etiqueta(*situacao(record))

    def value_situacao(self, record: TokenApi) -> str:
        """Return the word."""
        return situacao(record)[1]


class _Tokens(ComQueryset):
    """What the screens of tokens share."""

    queryset = TOKENS
    sem_escopo = True


class TokenLista(_Tokens, ListaView):
    """Tokens."""

    permissao = VER
    titulo = "Tokens da API"
    icone = "api"
    tabela = TokenTabela
    filtros = TokenFiltro
    adicionar = ("api:token_adicionar", EDITAR, "Novo token")
    template_botoes = "api/token/_botoes.html"
    vazio = "Nenhum token. Crie um para cada sistema que vai usar a API: site, aplicativo, BI."


class TokenDetalhe(_Tokens, DetalheView):
    """One token: whose it is, when it was used, until when it is good."""

    permissao = VER
    pagina = "api.token"
    icone = "api"
    template_name = "api/token/detalhe.html"

    def get_dados(self, objeto: TokenApi) -> dict[str, Any]:
        """Add the badge."""
        return {"situacao": formatos.etiqueta(*situacao(objeto))}


class TokenPermissoes(_Tokens, AbaView):
    """What a token may do; what its owner lost is said."""

    permissao = VER
    template_name = "api/token/_permissoes.html"

    def get_dados(self, objeto: TokenApi) -> dict[str, Any]:
        """Read the names, in the order of the tree."""
        suas = [p for p in registro.todos(Permissao) if p.codigo in objeto.permissoes]
        return {"permissoes": [(p, objeto.usuario.has_perm(p.codigo)) for p in suas]}


class _FormularioDoToken(_Tokens, FormularioView):
    permissao = EDITAR
    icone = "api"
    template_name = "api/token/formulario.html"
    template_campos = "api/token/_campos.html"
    cancelar_url = "api:token_lista"

    def get_form(self, objeto: TokenApi | None) -> FormularioToken:
        """Return the form filled with the token."""
        inicial = {}
        if objeto is not None:
            inicial = {"nome": objeto.nome, "por_minuto": objeto.por_minuto, "permissoes": objeto.permissoes}
            inicial["validade"] = timezone.localtime(objeto.expira_em).date() if objeto.expira_em else None
        dados = self.request.POST if self.request.method == "POST" else None
        quem: Any = self.request.user
        return FormularioToken(dados, initial=inicial, quem=quem, token=objeto)

    def get_contexto(self, **extra: Any) -> dict[str, Any]:
        """Add the tree, with what is marked."""
        form = extra["form"]
        marcadas = form.data.getlist("permissoes") if form.is_bound else form.initial.get("permissoes", [])
        todas = permissoes_da_api()
        usadas = [p for p in registro.todos(Permissao) if p.codigo in todas]
        return super().get_contexto(raiz=montar_ramo(arvore(usadas), set(marcadas), set(todas)), edita=True, **extra)


class TokenAdicionar(_FormularioDoToken):
    """A new token, whose text is shown this once."""

    titulo = "Novo token"
    rotulo_enviar = "Criar token"

    def executar(self, form: FormularioToken, objeto: None) -> HttpResponse:
        """Make it and show its text, in the place of the form; no cache keeps it."""
        token, texto = criar_token(form.dados, form.cleaned_data["usuario"], self.request.user)
        contexto = {"tela": self, "titulo": "Token criado", "icone": self.icone, "objeto": token, "texto": texto}
        fragmento = "api/token/_criado.html"
        pagina = fragmento if eh_htmx(self.request) else "componentes/fragmento_pagina.html"
        resposta = self.renderizar({**contexto, "template_fragmento": fragmento}, template=pagina)
        resposta.headers["Cache-Control"] = "no-store"
        return resposta


class TokenEditar(_FormularioDoToken):
    """Changes a token; its text stays."""

    titulo = "Token {objeto}"
    sucesso_url = "api:token_detalhe"
    sucesso_mensagem = "Token {objeto} salvo. Já está valendo."

    def executar(self, form: FormularioToken, objeto: TokenApi) -> TokenApi:
        """Save it."""
        return editar_token(objeto, form.dados, self.request.user)


class TokenRevogar(_Tokens, AcaoView):
    """Closes a token for good."""

    permissao = EDITAR
    titulo = "Revogar token"
    icone = "ban"
    confirmacao = "Revogar “{objeto}”? O sistema que usa este token para de entrar na hora, e ele não volta a valer."
    rotulo_enviar = "Revogar"
    perigosa = True
    sucesso_url = "api:token_detalhe"
    sucesso_mensagem = "Token {objeto} revogado."

    def executar(self, objeto: TokenApi, request: HttpRequest) -> TokenApi:
        """Do it."""
        return revogar_token(objeto, self.request.user)


class TokenHistorico(HistoricoDoPai):
    """What was done with a token."""

    permissao = VER
    queryset_pai = TokenApi.objects.all()
    pai_sem_escopo = True
    sem_escopo = True
