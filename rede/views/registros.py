"""What the network reported (R08): sessions, connections, authentications, commands; lists and tabs of a service."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from clientes.models import ServicoCliente
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.telas import AbaListaView, AbaView, AcaoEmMassa, AcaoView, FragmentoView, ListaView, Tabela
from rede import acoes
from rede.consultas import falhas_por_causa, falhas_por_equipamento, resumo_das_falhas
from rede.filters import AutenticacaoFiltro, ComandoFiltro, ConexaoFiltro, SessaoFiltro
from rede.models import Autenticacao, ComandoCoa, Conexao, Sessao
from rede.regras.error_cause import explicar
from rede.regras.error_cause import o_que_fazer as providencia
from rede.tables import AutenticacaoTabela, ComandoTabela, ConexaoTabela, SessaoTabela

VER, VER_COMANDO, REENVIAR = "rede.ver_conexao", "rede.ver_comando", "rede.reenviar_comando"
DA_REDE = ("acesso__servico__cliente", "equipamento")
MOSTRA_DA_REDE = ("acesso__servico__cliente__nome", "acesso__servico__cliente__ativo", "equipamento__nome")


class SessaoLista(ListaView):
    """Who is online now."""

    permissao = VER
    titulo = "Online agora"
    icone = "wifi"
    tabela = SessaoTabela
    filtros = SessaoFiltro
    vazio = "Ninguém conectado agora."
    dos_ligados = MOSTRA_DA_REDE

    def get_queryset(self) -> QuerySet[Sessao]:
        """Return the open sessions, newest first."""
        return Sessao.objects.select_related(*DA_REDE).order_by("-inicio")


class ConexaoLista(ListaView):
    """Closed connections, the last first; pages without a total, as there may be millions."""

    permissao = VER
    titulo = "Extrato de conexões"
    icone = "history"
    tabela = ConexaoTabela
    filtros = ConexaoFiltro
    contar = False
    vazio = "Nenhuma conexão encerrada ainda."
    dos_ligados = MOSTRA_DA_REDE

    def get_queryset(self) -> QuerySet[Conexao]:
        """Return the connections."""
        return Conexao.objects.select_related(*DA_REDE).order_by("-fim")


class AutenticacaoLista(ListaView):
    """Answers of the RADIUS server, the last first."""

    permissao = VER
    titulo = "Últimas autenticações"
    icone = "shield-lock"
    tabela = AutenticacaoTabela
    filtros = AutenticacaoFiltro
    contar = False
    vazio = "Nenhuma autenticação ainda. Confira se o concentrador aponta para o servidor RADIUS."

    def get_queryset(self) -> QuerySet[Autenticacao]:
        """Return the answers."""
        return Autenticacao.objects.select_related(*DA_REDE).order_by("-em")


class ComandoLista(ListaView):
    """Commands to the concentradores, the last first."""

    permissao = VER_COMANDO
    titulo = "Histórico PoD/CoA"
    icone = "send"
    tabela = ComandoTabela
    filtros = ComandoFiltro
    contar = False
    vazio = "Nenhum comando enviado ainda."
    acoes_em_massa: tuple[AcaoEmMassa, ...] = (
        AcaoEmMassa("reenviar", "Reenviar agora", "rede:comando_reenviar_massa", REENVIAR, "refresh"),
    )

    def get_queryset(self) -> QuerySet[ComandoCoa]:
        """Return the commands."""
        return ComandoCoa.objects.select_related("servico__cliente", "equipamento")


class _DoServico(AbaListaView):
    """A list in a tab of the service page."""

    queryset_pai = ServicoCliente.objects.select_related("cliente")
    por_pagina = 10

    def get_tabela(self) -> Tabela:
        """Leave out whose it is: the page says so."""
        tabela = super().get_tabela()
        for nome in ("login", "cliente"):
            tabela.columns.hide(nome)
        return tabela


class ServicoConexoes(_DoServico, ConexaoLista):
    """Tab *Conexões* of a service."""

    def get_queryset(self) -> QuerySet[Conexao]:
        """Return those of the service."""
        return super().get_queryset().filter(acesso__servico=self.pai)


class ServicoAutenticacoes(_DoServico, AutenticacaoLista):
    """Tab *Autenticações* of a service."""

    def get_queryset(self) -> QuerySet[Autenticacao]:
        """Return those of the service."""
        return super().get_queryset().filter(acesso__servico=self.pai)


class ServicoComandos(_DoServico, ComandoLista):
    """Tab *PoD/CoA* of a service."""

    acoes_em_massa: tuple[AcaoEmMassa, ...] = ()

    def get_queryset(self) -> QuerySet[ComandoCoa]:
        """Return those of the service."""
        return super().get_queryset().filter(servico=self.pai)


class ComandoDetalhe(AbaView):
    """One command: what was sent, each try, what the Error-Cause means."""

    permissao = VER_COMANDO
    queryset = ComandoCoa.objects.select_related("servico__cliente", "equipamento")
    template_name = "rede/comando/detalhe.html"
    titulo = "Comando"

    def get_dados(self, objeto: ComandoCoa) -> dict[str, Any]:
        """Add the tries and the explanation."""
        return {
            "tentativas": list(objeto.historico_tentativas.all()[:50]),
            "causa": explicar(objeto.error_cause) if objeto.error_cause else None,
            "o_que_fazer": o_que_fazer(objeto),
            "pode_reenviar": objeto.pode_tentar,
        }


class ComandoPainel(FragmentoView):
    """What failed, by equipment and by cause, what waits and since when."""

    permissao = VER_COMANDO
    titulo = "Falhas de PoD/CoA"
    icone = "alert-triangle"
    template_name = "rede/comando/painel.html"

    def get_dados(self) -> dict[str, Any]:
        """Count what the user may see."""
        visiveis = ComandoCoa.objects.visiveis_para(self.request.user)
        return {
            "resumo": resumo_das_falhas(visiveis),
            "equipamentos": falhas_por_equipamento(visiveis),
            "causas": falhas_por_causa(visiveis),
        }


def o_que_fazer(comando: ComandoCoa) -> str:
    """Return what people can do about a command that did not succeed; "" for one that did."""
    if comando.estado == ComandoCoa.Estado.CONFIRMADO:
        return ""
    return providencia(comando.error_cause, sem_resposta=comando.mensagem.startswith(("Sem resposta", "Rede:")))


class ComandoReenviarMassa(AcaoView):
    """Puts the selected commands back in the queue."""

    permissao = REENVIAR
    lista = ComandoLista
    titulo = "Reenviar comandos"
    icone = "refresh"
    confirmacao = "Mandar de novo, agora, os comandos selecionados? Os já confirmados ficam como estão."
    rotulo_enviar = "Reenviar"
    sucesso_mensagem = "Comandos de volta à fila."

    def executar(self, objeto: Any, request: HttpRequest) -> None:
        """Queue them."""
        if not acoes.reenviar_comandos(self.selecionados(), request.user):
            raise ErroDeNegocio("Nenhum dos comandos selecionados falhou ou está na fila; não há o que reenviar.")


class ComandoReenviar(AcaoView):
    """Puts a command back in the queue."""

    permissao = REENVIAR
    queryset = ComandoCoa.objects.select_related("servico__cliente", "equipamento")
    titulo = "Reenviar comando"
    icone = "refresh"
    confirmacao = "Mandar de novo o comando {objeto} ao equipamento?"
    rotulo_enviar = "Reenviar"
    sucesso_mensagem = "Comando de volta à fila."

    def executar(self, objeto: ComandoCoa, request: HttpRequest) -> ComandoCoa:
        """Queue it."""
        return acoes.reenviar_comando(objeto, request.user)
