"""Sessions, login history and history of a user, and one's own sessions (G05)."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest

from configuracao.acoes.sessoes import encerrar_sessao
from configuracao.consultas import sessoes_abertas
from configuracao.models import AcessoUsuario, Usuario
from configuracao.navegador import nome_do_navegador
from hubsoft.core.models import Historico, SessaoUsuario
from hubsoft.core.telas import (
    QUALQUER_USUARIO,
    AbaListaView,
    AcaoView,
    ColunaAcoes,
    ColunaDataHora,
    ColunaStatus,
    Filtros,
    ListaView,
    Tabela,
    formatos,
)


class SessaoTabela(Tabela):
    """Columns of sessions."""

    navegador = tables.TemplateColumn(template_name="configuracao/sessao/_navegador.html", verbose_name="Aparelho")
    ip = tables.Column("IP", default="—")
    iniciada_em = ColunaDataHora(verbose_name="Entrou em")
    vista_em = ColunaDataHora(verbose_name="Vista em")
    acoes = ColunaAcoes("configuracao/sessao/_acoes.html")

    class Meta:
        model = SessaoUsuario
        fields = ("navegador", "ip", "iniciada_em", "vista_em", "acoes")

    def value_navegador(self, record: SessaoUsuario) -> str:
        """Return the browser's name."""
        return nome_do_navegador(record.navegador)


class SessaoMinhas(ListaView):
    """One's own open sessions."""

    permissao = QUALQUER_USUARIO
    sem_escopo = True
    titulo = "Minhas sessões"
    icone = "devices"
    tabela = SessaoTabela
    exportavel = False

    def get_queryset(self) -> QuerySet[SessaoUsuario]:
        """Return one's own."""
        return sessoes_abertas(self.request.user)


class SessaoEncerrar(AcaoView):
    """Ends a session: one's own, or with permission another's."""

    permissao = QUALQUER_USUARIO
    sem_escopo = True
    titulo = "Encerrar sessão"
    icone = "logout"
    confirmacao = "Encerrar esta sessão? Para continuar naquele aparelho será preciso entrar de novo."
    rotulo_enviar = "Encerrar"
    perigosa = True
    sucesso_url = "configuracao:sessao_minhas"
    sucesso_mensagem = "Sessão encerrada."

    def get_queryset(self) -> QuerySet[SessaoUsuario]:
        """Return the sessions that the person may end."""
        quem: Any = self.request.user
        sessoes = SessaoUsuario.objects.select_related("usuario")
        return sessoes if quem.has_perm("configuracao.encerrar_sessao") else sessoes.filter(usuario=quem)

    def executar(self, objeto: SessaoUsuario, request: HttpRequest) -> SessaoUsuario:
        """End it."""
        encerrar_sessao(objeto, request.user)  # type: ignore[arg-type]
        return objeto


class _DoUsuario(AbaListaView):
    """A list inside the page of a user."""

    permissao = "configuracao.ver_usuario"
    queryset_pai = Usuario.objects.all()
    pai_sem_escopo = True
    sem_escopo = True


class UsuarioSessoes(_DoUsuario):
    """Open sessions of a user."""

    titulo = "Sessões"
    tabela = SessaoTabela
    exportavel = False
    id_lista = "lista-sessoes"
    vazio = "Este usuário não está conectado em nenhum aparelho."

    def get_queryset(self) -> QuerySet[SessaoUsuario]:
        """Return the user's."""
        return sessoes_abertas(self.pai)


class AcessoFiltro(Filtros):
    """Filters of the login history."""

    sucesso = django_filters.ChoiceFilter(choices=[("True", "Entrou"), ("False", "Recusado")], label="Resultado")
    criado_em = django_filters.DateFromToRangeFilter(label="Entre")


class AcessoTabela(Tabela):
    """Columns of the login history."""

    criado_em = ColunaDataHora(verbose_name="Quando")
    sucesso = ColunaStatus(verbose_name="Resultado")
    motivo = tables.Column("Motivo", default="—")
    ip = tables.Column("IP", default="—")
    navegador = tables.Column("Aparelho", empty_values=())

    class Meta:
        model = AcessoUsuario
        fields = ("criado_em", "sucesso", "motivo", "ip", "navegador")

    def render_sucesso(self, record: AcessoUsuario) -> Any:
        """Return the badge."""
        return formatos.etiqueta(
            "sucesso" if record.sucesso else "recusado", "Entrou" if record.sucesso else "Recusado"
        )

    def value_sucesso(self, record: AcessoUsuario) -> str:
        """Return the word."""
        return "Entrou" if record.sucesso else "Recusado"

    def render_navegador(self, record: AcessoUsuario) -> str:
        """Return the browser's name."""
        return nome_do_navegador(record.navegador)

    value_navegador = render_navegador


class UsuarioAcessos(_DoUsuario):
    """Login history of a user."""

    titulo = "Acessos"
    tabela = AcessoTabela
    filtros = AcessoFiltro
    id_lista = "lista-acessos"
    vazio = "Nenhuma tentativa de entrar ainda."

    def get_queryset(self) -> QuerySet[AcessoUsuario]:
        """Return the user's."""
        return AcessoUsuario.objects.filter(usuario=self.pai)


class HistoricoTabela(Tabela):
    """Columns of a history."""

    criado_em = ColunaDataHora(verbose_name="Quando")
    frase = tables.Column("O que aconteceu", attrs={"td": {"class": "text-wrap"}})
    usuario = tables.Column("Quem", default="Sistema", order_by="usuario__nome")

    class Meta:
        model = Historico
        fields = ("criado_em", "frase", "usuario")


class UsuarioHistorico(_DoUsuario):
    """What was done to a user."""

    titulo = "Histórico"
    tabela = HistoricoTabela
    id_lista = "lista-historico"
    vazio = "Nada aconteceu com este cadastro ainda."

    def get_queryset(self) -> QuerySet[Historico]:
        """Return the sentences about the user, the newest first."""
        sobre = Historico.objects.filter(objeto_tipo=Usuario._meta.label_lower, objeto_id=self.pai.pk)
        return sobre.select_related("usuario").order_by("-id")
