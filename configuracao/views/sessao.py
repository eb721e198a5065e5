"""Sessions, login history and history of a user, and one's own sessions (G05)."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from configuracao.acoes.sessoes import encerrar_escolhidas, encerrar_sessao
from configuracao.consultas import EM_USO, sessoes_abertas, sessoes_vivas
from configuracao.models import AcessoUsuario, Usuario
from configuracao.navegador import nome_do_navegador
from hubsoft.core.datas import agora
from hubsoft.core.models import SessaoUsuario
from hubsoft.core.telas import (
    QUALQUER_USUARIO,
    AbaListaView,
    AcaoEmMassa,
    AcaoView,
    ColunaAcoes,
    ColunaDataHora,
    ColunaStatus,
    Filtros,
    ListaView,
    Tabela,
    endereco,
    formatos,
)
from hubsoft.core.telas.historico import HistoricoDoPai


def eh_endereco(texto: str) -> bool:
    """Whether a text is an IP address, which alone can be compared with one."""
    try:
        ip_address(texto.strip())
    except ValueError:
        return False
    return True


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


class SessaoFiltro(Filtros):
    """Filters of the sessions of everybody."""

    busca = django_filters.CharFilter(method="procurar", label="Buscar usuário ou IP")
    agora_mesmo = django_filters.ChoiceFilter(
        method="por_uso", choices=[("sim", "Em uso agora"), ("não", "Paradas")], label="Uso"
    )

    def procurar(self, queryset: QuerySet[SessaoUsuario], nome: str, valor: str) -> QuerySet[SessaoUsuario]:
        """Look in name, login and address."""
        pessoa = Q(usuario__nome__icontains=valor) | Q(usuario__login__icontains=valor)
        return queryset.filter(pessoa | Q(ip=valor.strip()) if eh_endereco(valor) else pessoa)

    def por_uso(self, queryset: QuerySet[SessaoUsuario], nome: str, valor: str) -> QuerySet[SessaoUsuario]:
        """Keep those used in the last minutes, or the others."""
        recentes = Q(vista_em__gt=agora() - EM_USO)
        return queryset.filter(recentes if valor == "sim" else ~recentes)


class SessaoDeTodosTabela(SessaoTabela):
    """Columns of the sessions of everybody."""

    usuario = tables.Column(
        "Usuário",
        linkify=("configuracao:usuario_detalhe", {"pk": tables.A("usuario_id")}),
        order_by=("usuario__nome", "pk"),
    )

    class Meta:
        model = SessaoUsuario
        fields = ("usuario", "navegador", "ip", "iniciada_em", "vista_em", "acoes")


class SessaoLista(ListaView):
    """Who is signed in, on what, since when."""

    permissao = "configuracao.ver_usuario"
    sem_escopo = True
    titulo = "Usuários conectados"
    icone = "devices"
    tabela = SessaoDeTodosTabela
    filtros = SessaoFiltro
    acoes_em_massa = (
        AcaoEmMassa(
            "encerrar",
            "Encerrar",
            "configuracao:sessao_encerrar_massa",
            "configuracao.encerrar_sessao",
            "logout",
            perigosa=True,
        ),
    )

    def get_queryset(self) -> QuerySet[SessaoUsuario]:
        """Return those that still open a door, the last used first."""
        return sessoes_vivas().select_related("usuario")


class SessaoEncerrarMassa(AcaoView):
    """Ends the selected sessions."""

    permissao = "configuracao.encerrar_sessao"
    lista = SessaoLista
    titulo = "Encerrar sessões"
    icone = "logout"
    confirmacao = "Encerrar as sessões escolhidas? Para continuar, as pessoas terão de entrar de novo."
    rotulo_enviar = "Encerrar"
    perigosa = True
    sucesso_url = "configuracao:sessao_lista"
    feitas = 0

    def get_sucesso_mensagem(self, objeto: Any) -> str:
        """Say how many."""
        return f"Sessões encerradas: {self.feitas}."

    def executar(self, objeto: None, request: HttpRequest) -> None:
        """Do it; one's own stays."""
        self.feitas = encerrar_escolhidas(
            self.selecionados(),
            self.request.user,
            request.session.session_key,
        )


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
        quem = self.request.user
        sessoes = SessaoUsuario.objects.select_related("usuario")
        return sessoes if quem.has_perm("configuracao.encerrar_sessao") else sessoes.filter(usuario=quem)

    def executar(self, objeto: SessaoUsuario, request: HttpRequest) -> SessaoUsuario:
        """End it."""
        encerrar_sessao(objeto, self.request.user)
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
    metodo = django_filters.ChoiceFilter(choices=AcessoUsuario.Metodo.choices, label="Como")
    criado_em = django_filters.DateFromToRangeFilter(label="Entre")


class AcessoTabela(Tabela):
    """Columns of the login history."""

    criado_em = ColunaDataHora(verbose_name="Quando")
    sucesso = ColunaStatus(verbose_name="Resultado")
    metodo = tables.Column("Como")
    motivo = tables.Column("Motivo", default="—")
    ip = tables.Column("IP", default="—")
    navegador = tables.Column("Aparelho", empty_values=())

    class Meta:
        model = AcessoUsuario
        fields = ("criado_em", "sucesso", "metodo", "motivo", "ip", "navegador")

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


class AcessoDeTodosFiltro(AcessoFiltro):
    """Filters of the login history of everybody."""

    busca = django_filters.CharFilter(method="procurar", label="Buscar usuário, login ou IP")

    def procurar(self, queryset: QuerySet[AcessoUsuario], nome: str, valor: str) -> QuerySet[AcessoUsuario]:
        """Look in name, login as typed and address."""
        pessoa = Q(login__icontains=valor) | Q(usuario__nome__icontains=valor)
        return queryset.filter(pessoa | Q(ip=valor.strip()) if eh_endereco(valor) else pessoa)


class AcessoDeTodosTabela(AcessoTabela):
    """Columns of the login history of everybody."""

    usuario = tables.Column(
        "Usuário",
        default="—",
        linkify=lambda record: (
            endereco("configuracao:usuario_detalhe", record.usuario_id) if record.usuario_id else None
        ),
        order_by=("usuario__nome", "pk"),
    )

    class Meta:
        model = AcessoUsuario
        fields = ("criado_em", "usuario", "login", "sucesso", "metodo", "motivo", "ip", "navegador")


class AcessoLista(ListaView):
    """Login history of everybody, also of logins that nobody has."""

    permissao = "configuracao.ver_usuario"
    queryset = AcessoUsuario.objects.select_related("usuario")
    sem_escopo = True
    titulo = "Acessos ao sistema"
    icone = "login"
    tabela = AcessoDeTodosTabela
    filtros = AcessoDeTodosFiltro
    vazio = "Ninguém tentou entrar ainda."


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


class UsuarioHistorico(HistoricoDoPai, _DoUsuario):
    """What was done to a user."""
