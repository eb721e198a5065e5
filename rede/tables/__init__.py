"""Tables of the lists of Rede."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from hubsoft.core.datas import agora
from hubsoft.core.telas import ColunaAcoes, ColunaDataHora, ColunaSimNao, ColunaStatus, Tabela, endereco
from hubsoft.core.telas.formatos import etiqueta, telefone
from rede.models import Autenticacao, ComandoCoa, Conexao, EquipamentoConexao, PontoPresenca, Sessao
from rede.regras.radius import causa, duracao, recusa, tamanho

DIREITA = {"th": {"class": "text-end"}, "td": {"class": "text-end text-nowrap"}}
CORES_DO_COMANDO = {"sem_sessao": "secondary", "sem_resposta": "red"}


def ir_ao_servico(record: Any) -> str | None:
    """Return the page of the row's service; none for a login nobody has."""
    acesso = getattr(record, "acesso", None)
    return endereco("clientes:servico_detalhe", acesso.servico_id) if acesso else None


class ColunaTrafego(tables.Column):
    """Bytes, as ``1,5 GB``."""

    def __init__(self, **opcoes: Any) -> None:
        super().__init__(**{"attrs": DIREITA, **opcoes})

    def render(self, value: int) -> str:
        """Return the amount."""
        return tamanho(value)

    def value(self, **argumentos: Any) -> Any:
        """Return the bytes."""
        return argumentos["value"]


class PopTabela(Tabela):
    """Columns of POPs."""

    nome = tables.Column(linkify=("rede:pop_editar", {"pk": tables.A("pk")}))
    cidade = tables.Column(order_by="cidade__nome")
    total_equipamentos = tables.Column("Equipamentos", attrs=DIREITA)
    contato_nome = tables.Column("Contato")
    acoes = ColunaAcoes("rede/pop/_acoes.html")

    def render_contato_telefone(self, value: str) -> str:
        """Show the phone with its punctuation."""
        return telefone(value)

    class Meta:
        model = PontoPresenca
        fields = ("nome", "cidade", "total_equipamentos", "contato_nome", "contato_telefone", "acoes")


class EquipamentoTabela(Tabela):
    """Columns of equipment."""

    nome = tables.Column(linkify=("rede:equipamento_detalhe", {"pk": tables.A("pk")}))
    endereco = tables.Column("IP", order_by="ipv4", accessor="endereco")
    pop = tables.Column("POP", order_by="pop__nome")
    radius = ColunaSimNao(verbose_name="RADIUS")
    ativo = ColunaSimNao(verbose_name="Ativo")
    total_sessoes = tables.Column("Online", attrs=DIREITA)

    class Meta:
        model = EquipamentoConexao
        fields = ("nome", "endereco", "fabricante", "modelo", "pop", "radius", "ativo", "total_sessoes")


class _DaRede(Tabela):
    """Rows of a login: whose it is and where it connected."""

    login = tables.Column(linkify=ir_ao_servico)
    cliente = tables.Column("Cliente", accessor="acesso__servico__cliente", orderable=False)
    equipamento = tables.Column("Equipamento", order_by="equipamento__nome")


class SessaoTabela(_DaRede):
    """Columns of open sessions."""

    inicio = ColunaDataHora(verbose_name="Conectado desde")
    tempo = tables.Column("Tempo", accessor="inicio", orderable=False)
    octetos_saida = ColunaTrafego(verbose_name="Download")
    octetos_entrada = ColunaTrafego(verbose_name="Upload")
    colunas_ocultas = ("visto",)
    visto = ColunaDataHora(verbose_name="Última notícia")

    def render_tempo(self, value: Any) -> str:
        """Show for how long it is open."""
        return duracao((agora() - value).total_seconds())

    def value_tempo(self, value: Any) -> str:
        """Export what is shown."""
        return self.render_tempo(value)

    class Meta:
        model = Sessao
        fields = (
            "login", "cliente", "framed_ip", "mac", "equipamento", "inicio", "tempo", "octetos_saida",
            "octetos_entrada", "visto",
        )  # fmt: skip


class ConexaoTabela(_DaRede):
    """Columns of closed connections."""

    inicio = ColunaDataHora(verbose_name="Início")
    fim = ColunaDataHora(verbose_name="Fim")
    tempo = tables.Column("Tempo", accessor="duracao", orderable=False, attrs=DIREITA)
    octetos_saida = ColunaTrafego(verbose_name="Download")
    octetos_entrada = ColunaTrafego(verbose_name="Upload")
    causa = tables.Column("Motivo da queda", default="Não informado")
    # With it the table is wider than a 1440 px screen; the search finds it all the same.
    colunas_ocultas = ("mac",)

    def render_tempo(self, value: Any) -> str:
        """Show how long it lasted."""
        return duracao(value.total_seconds())

    def value_tempo(self, value: Any) -> str:
        """Export what is shown."""
        return self.render_tempo(value)

    def value_causa(self, value: str) -> str:
        """Export what is shown."""
        return causa(value)

    def render_causa(self, value: str) -> str:
        """Show the reason in words."""
        return causa(value)

    class Meta:
        model = Conexao
        fields = (
            "login", "cliente", "framed_ip", "mac", "equipamento", "inicio", "fim", "tempo", "octetos_saida",
            "octetos_entrada", "causa",
        )  # fmt: skip


class AutenticacaoTabela(_DaRede):
    """Columns of answers of the RADIUS server."""

    em = ColunaDataHora(verbose_name="Quando")
    aceito = tables.Column("Resultado", empty_values=(None,))
    motivo = tables.Column("Motivo")
    ip = tables.Column("IP / pool", accessor="pk", orderable=False)
    colunas_ocultas = ("mensagem",)

    def render_aceito(self, value: bool) -> Any:
        """Show the answer as a badge."""
        return etiqueta("aceito", "Aceita") if value else etiqueta("recusado", "Recusada")

    def value_aceito(self, value: bool) -> str:
        """Export the word."""
        return "Aceita" if value else "Recusada"

    def render_motivo(self, value: str) -> str:
        """Show the reason in words."""
        return recusa(value)

    def value_motivo(self, value: str | None) -> str:
        """Export what is shown."""
        return recusa(value)

    def value_ip(self, record: Autenticacao) -> str:
        """Export what is shown."""
        return self.render_ip(record)

    def render_ip(self, record: Autenticacao) -> str:
        """Show the fixed address or the pool that was given."""
        return str(record.ip or record.pool or "—")

    class Meta:
        model = Autenticacao
        fields = ("em", "login", "cliente", "aceito", "motivo", "mac", "ip", "equipamento", "mensagem")


class ComandoTabela(Tabela):
    """Columns of commands."""

    criado_em = ColunaDataHora(verbose_name="Quando")
    login = tables.Column(
        linkify=lambda record: endereco("clientes:servico_detalhe", record.servico_id) if record.servico_id else None,
    )
    cliente = tables.Column("Cliente", accessor="servico__cliente", orderable=False)
    tipo = tables.Column("Comando")
    estado = ColunaStatus(CORES_DO_COMANDO, verbose_name="Situação")
    mensagem = tables.Column("Explicação", orderable=False)
    equipamento = tables.Column(order_by="equipamento__nome")
    tentativas = tables.Column(attrs=DIREITA)
    acoes = ColunaAcoes("rede/comando/_acoes.html")
    colunas_ocultas = ("tentativas",)

    def render_tipo(self, record: ComandoCoa) -> str:
        """Show the short name of the command."""
        return "CoA" if record.tipo == ComandoCoa.Tipo.COA else "PoD"

    class Meta:
        model = ComandoCoa
        fields = (
            "criado_em", "login", "cliente", "tipo", "motivo", "estado", "mensagem", "equipamento", "tentativas",
            "acoes",
        )  # fmt: skip
