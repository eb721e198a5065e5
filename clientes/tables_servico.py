"""Tables of the list of services and of the changes of many (C21)."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from clientes.acoes.alterar_em_massa import tipo_da_alteracao
from clientes.models import AlteracaoServicos, ItemAlteracao, ServicoCliente
from hubsoft.core.telas import ColunaDataHora, ColunaDinheiro, ColunaStatus, Tabela

CORES_DA_ALTERACAO = {
    "conferindo": "blue",
    "conferida": "azure",
    "aplicando": "blue",
    "parada": "orange",
    "concluida": "green",
}
CORES_DO_ITEM = {"espera": "secondary", "muda": "blue", "fica": "orange", "alterado": "green"}


class ServicoTabela(Tabela):
    """Columns of services."""

    cliente = tables.Column(
        "Cliente",
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("cliente_id")}),
        order_by=("cliente__nome", "pk"),
    )
    plano = tables.Column(
        "Plano", linkify=("clientes:servico_detalhe", {"pk": tables.A("pk")}), order_by=("plano__nome", "pk")
    )
    status = ColunaStatus(verbose_name="Status")
    valor = ColunaDinheiro(verbose_name="Valor")
    cidade = tables.Column("Cidade", accessor="cliente__cidade", order_by=("cliente__cidade__nome", "pk"))
    vendedor = tables.Column("Vendedor", order_by=("vendedor__nome", "pk"))
    data_venda = tables.DateColumn(verbose_name="Venda")
    data_habilitacao = tables.DateColumn(verbose_name="Habilitação")
    data_cancelamento = tables.DateColumn(verbose_name="Cancelamento")
    referencia = tables.Column("Referência do valor")

    colunas_ocultas = ("vendedor", "data_cancelamento", "referencia")

    class Meta:
        model = ServicoCliente
        fields = (
            "cliente",
            "plano",
            "status",
            "valor",
            "cidade",
            "vendedor",
            "data_venda",
            "data_habilitacao",
            "data_cancelamento",
            "referencia",
        )


class AlteracaoTabela(Tabela):
    """Columns of the changes of many services."""

    numero = tables.Column(
        "Alteração", accessor="pk", linkify=("clientes:alteracao_detalhe", {"pk": tables.A("pk")}), order_by=("pk",)
    )
    tipo = tables.Column("Tipo", orderable=False)
    resumo = tables.Column("O que muda")
    total = tables.Column("Serviços")
    andamento = ColunaStatus(verbose_name="Situação", cores=CORES_DA_ALTERACAO)
    usuario = tables.Column("Quem pediu", order_by=("usuario__nome", "pk"))
    criada_em = ColunaDataHora(verbose_name="Pedida em")
    concluida_em = ColunaDataHora(verbose_name="Concluída em")

    class Meta:
        model = AlteracaoServicos
        fields = ("numero", "tipo", "resumo", "total", "andamento", "usuario", "criada_em", "concluida_em")

    def render_tipo(self, value: str) -> str:
        """Return the name of the kind."""
        try:
            return tipo_da_alteracao(value).rotulo
        except KeyError:
            return value

    def value_tipo(self, value: str) -> str:
        """Return the same for exports."""
        return self.render_tipo(value)


class ItemAlteracaoTabela(Tabela):
    """Columns of the services of a change."""

    cliente = tables.Column(
        "Cliente",
        accessor="servico__cliente",
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("servico__cliente_id")}),
        order_by=("servico__cliente__nome", "pk"),
    )
    servico = tables.Column(
        "Serviço",
        linkify=("clientes:servico_detalhe", {"pk": tables.A("servico_id")}),
        order_by=("servico_id",),
    )
    situacao = ColunaStatus(verbose_name="Situação", cores=CORES_DO_ITEM)
    antes = tables.Column("Antes", orderable=False)
    depois = tables.Column("Depois", orderable=False)
    motivo = tables.Column("Por quê", orderable=False)

    class Meta:
        model = ItemAlteracao
        fields = ("cliente", "servico", "situacao", "antes", "depois", "motivo")

    def value_servico(self, record: Any) -> str:
        """Return the service for exports."""
        return str(record.servico)
