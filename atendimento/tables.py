"""Tables of Atendimento."""

from __future__ import annotations

import django_tables2 as tables

from atendimento.models import OrdemServico, TipoOrdemServico
from hubsoft.core.telas import ColunaAcoes, ColunaDataHora, ColunaStatus, Tabela


class OrdemServicoTabela(Tabela):
    """Columns of service orders."""

    numero = tables.Column(
        "OS", accessor="pk", linkify=("atendimento:ordem_servico_detalhe", {"pk": tables.A("pk")}), order_by=("id",)
    )
    protocolo = tables.Column("Protocolo")
    cliente = tables.Column(
        "Cliente",
        accessor="servico__cliente__nome",
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("servico__cliente_id")}),
    )
    plano = tables.Column("Serviço", accessor="servico__plano__nome")
    tipo = tables.Column("Tipo", accessor="tipo__nome")
    status = ColunaStatus(verbose_name="Status")
    tecnico = tables.Column("Técnico", accessor="tecnico__nome")
    inicio = ColunaDataHora(verbose_name="Início previsto")
    criada_em = ColunaDataHora(verbose_name="Aberta em")
    finalizada_em = ColunaDataHora(verbose_name="Finalizada em")

    colunas_ocultas = ("finalizada_em",)

    class Meta:
        model = OrdemServico
        fields = (
            "numero",
            "protocolo",
            "cliente",
            "plano",
            "tipo",
            "status",
            "tecnico",
            "inicio",
            "criada_em",
            "finalizada_em",
        )


class TipoTabela(Tabela):
    """Columns of kinds of order."""

    nome = tables.Column("Tipo")
    usos = tables.Column("Ordens de serviço")
    acoes = ColunaAcoes("clientes/apoio/_acoes.html")

    class Meta:
        model = TipoOrdemServico
        fields = ("nome", "usos", "acoes")
