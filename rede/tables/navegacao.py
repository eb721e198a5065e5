"""Tables of custom navigations (C20)."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from clientes.tables import ColunaVelocidade
from hubsoft.core.telas import BotaoLinha, ColunaAcoes, ColunaDataHora, ColunaStatus, Tabela
from rede.models import NavegacaoCustomizada

CORES = {"ativa": "green", "encerrada": "secondary", "falhou": "red"}
BOTOES = (
    BotaoLinha(
        "player-stop",
        "Encerrar agora",
        "Encerrar a navegação customizada {}",
        "rede:navegacao_encerrar",
        "rede.customizar_navegacao",
        quando=lambda navegacao: navegacao.situacao == "ativa",
        abre="modal",
    ),
    BotaoLinha(
        "refresh",
        "Tentar de novo",
        "Tentar de novo encerrar a navegação customizada {}",
        "rede:navegacao_repetir",
        "rede.customizar_navegacao",
        quando=lambda navegacao: navegacao.situacao == "falhou",
        abre="modal",
    ),
)


class NavegacaoDoServicoTabela(Tabela):
    """Columns of the custom navigations of one service."""

    download_kbps = ColunaVelocidade(verbose_name="Download")
    upload_kbps = ColunaVelocidade(verbose_name="Upload")
    ate = ColunaDataHora(verbose_name="Até", default="Sem data")
    situacao = ColunaStatus(verbose_name="Situação", cores=CORES)
    pool = tables.Column("Pool de IP")
    motivo = tables.Column("Motivo", orderable=False)
    mensagem = tables.Column("Resultado", orderable=False)
    criada_em = ColunaDataHora(verbose_name="Desde", order_by=("pk",))
    encerrada_em = ColunaDataHora(verbose_name="Encerrada em")
    usuario = tables.Column("Quem customizou", orderable=False)
    acoes = ColunaAcoes(BOTOES)

    colunas_ocultas: tuple[str, ...] = ("pool",)

    class Meta:
        model = NavegacaoCustomizada
        fields: tuple[str, ...] = (
            "download_kbps",
            "upload_kbps",
            "ate",
            "situacao",
            "pool",
            "motivo",
            "mensagem",
            "criada_em",
            "encerrada_em",
            "usuario",
            "acoes",
        )


class NavegacaoTabela(NavegacaoDoServicoTabela):
    """Columns of all custom navigations."""

    cliente = tables.Column(
        "Cliente",
        accessor="servico__cliente",
        orderable=False,
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("servico__cliente_id")}),
    )
    servico = tables.Column(
        "Serviço",
        accessor="servico__plano",
        orderable=False,
        linkify=("clientes:servico_detalhe", {"pk": tables.A("servico_id")}),
    )

    colunas_ocultas = ("pool", "encerrada_em", "motivo")

    class Meta(NavegacaoDoServicoTabela.Meta):
        fields: tuple[str, ...] = ("cliente", "servico", *NavegacaoDoServicoTabela.Meta.fields)
        sequence = fields

    def value_servico(self, record: Any) -> str:
        """Return the plan for exports."""
        return str(record.servico.plano)
