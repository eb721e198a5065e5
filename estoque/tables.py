"""Tables of Estoque."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from clientes.models import ServicoCliente
from estoque.models import Equipamento, EquipamentoEmServico, Produto
from hubsoft.core.telas import (
    BotaoLinha,
    ColunaAcoes,
    ColunaData,
    ColunaDinheiro,
    ColunaSimNao,
    ColunaStatus,
    Tabela,
    endereco,
)

E = Equipamento.Estado
CORES = {"estoque": "green", "em_servico": "blue", "defeito": "red", "baixado": "secondary", "": "blue", "ok": "green"}
EDITAR, MOVER = "estoque.editar_equipamento", "estoque.emprestar_equipamento"
DEVOLVER = BotaoLinha(
    "arrow-back-up",
    "Devolver",
    "Devolver o equipamento do empréstimo {}",
    "estoque:emprestimo_devolver",
    MOVER,
    lambda emprestimo: emprestimo.devolvido_em is None,
    abre="modal",
)


class ProdutoTabela(Tabela):
    """Columns of products."""

    nome = tables.Column("Produto")
    tipo = tables.Column("Tipo")
    valor = ColunaDinheiro(verbose_name="Valor de reposição")
    controla_serial = ColunaSimNao(verbose_name="Por serial")
    no_estoque = tables.Column("No estoque")
    em_servico = tables.Column("Em serviço")
    ativo = ColunaSimNao(verbose_name="Ativo")
    acoes = ColunaAcoes(
        (
            BotaoLinha("edit", "Editar", "Editar o produto {}", "estoque:produto_editar", EDITAR, abre="modal"),
            BotaoLinha("trash", "Excluir", "Excluir o produto {}", "estoque:produto_excluir", EDITAR, abre="modal"),
        )
    )

    class Meta:
        model = Produto
        fields = ("nome", "tipo", "valor", "controla_serial", "no_estoque", "em_servico", "ativo", "acoes")


class EquipamentoTabela(Tabela):
    """Columns of equipment."""

    serial = tables.Column(
        "Número de série",
        linkify=("estoque:equipamento_detalhe", {"pk": tables.A("pk")}),
        empty_values=(),
        order_by=("serial", "id"),
    )
    mac = tables.Column("MAC")
    produto = tables.Column("Produto", accessor="produto__nome")
    estado = ColunaStatus(verbose_name="Situação", cores=CORES)
    cliente = tables.Column("Com o cliente", accessor="cliente_nome", orderable=False)
    desde = ColunaData(verbose_name="Desde", orderable=False)
    observacao = tables.Column("Observação")
    colunas_ocultas = ("observacao",)

    class Meta:
        model = Equipamento
        fields = ("serial", "mac", "produto", "estado", "cliente", "desde", "observacao")

    def render_serial(self, record: Equipamento) -> str:
        """Return the serial, or what names a piece without one."""
        return record.serial or f"nº {record.pk}"


class _EmprestimoTabela(Tabela):
    equipamento = tables.Column(
        "Equipamento",
        linkify=("estoque:equipamento_detalhe", {"pk": tables.A("equipamento_id")}),
        order_by=("equipamento__serial", "id"),
    )
    mac = tables.Column("MAC", accessor="equipamento__mac")
    servico = tables.Column("Serviço", orderable=False)
    cliente = tables.Column(
        "Cliente",
        accessor="servico__cliente__nome",
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("servico__cliente_id")}),
        orderable=False,
    )
    emprestado_em = ColunaData(verbose_name="Emprestado em")
    responsavel = tables.Column("Responsável", accessor="responsavel__nome")
    devolvido_em = ColunaData(verbose_name="Devolvido em")
    condicao = ColunaStatus(verbose_name="Condição", cores=CORES)
    observacao = tables.Column("Observação")
    acoes = ColunaAcoes((DEVOLVER,))

    def render_servico(self, value: ServicoCliente) -> Any:
        """Return the plan and the number of the service."""
        return str(value)


class EmprestimoDoClienteTabela(_EmprestimoTabela):
    """Columns of the loans of a client or a service."""

    servico = tables.Column(
        "Serviço", linkify=lambda record: endereco("clientes:servico_detalhe", record.servico_id), orderable=False
    )

    class Meta:
        model = EquipamentoEmServico
        fields = (
            "equipamento", "mac", "servico", "emprestado_em", "responsavel", "devolvido_em", "condicao", "observacao",
            "acoes",
        )  # fmt: skip
        exclude = ("cliente",)


class EmprestimoDoEquipamentoTabela(_EmprestimoTabela):
    """Columns of the loans of one piece."""

    class Meta:
        model = EquipamentoEmServico
        fields = (
            "cliente", "servico", "emprestado_em", "responsavel", "devolvido_em", "condicao", "observacao", "acoes",
        )  # fmt: skip
        exclude = ("equipamento", "mac")
