"""Columns of caixas and their movements."""

import django_tables2 as tables

from financeiro.models import Caixa, MovimentoCaixa
from hubsoft.core.telas import BotaoLinha, ColunaAcoes, ColunaData, ColunaDataHora, ColunaDinheiro, ColunaSimNao, Tabela


class CaixaTabela(Tabela):
    """The list of caixas with what is in them."""

    nome = tables.Column("Caixa", linkify=("financeiro:caixa_detalhe", {"pk": tables.A("pk")}))
    empresa = tables.Column(order_by="empresa__razao_social")
    saldo = ColunaDinheiro()
    ativo = ColunaSimNao()

    class Meta:
        model = Caixa
        fields = ("nome", "empresa", "saldo", "ativo")


def a_conciliar(movimento: MovimentoCaixa) -> bool:
    """Whether nobody has found it in a statement yet."""
    return movimento.conciliado_em is None


def conciliado(movimento: MovimentoCaixa) -> bool:
    """Whether somebody has."""
    return movimento.conciliado_em is not None


def estornavel(movimento: MovimentoCaixa) -> bool:
    """Whether it is of a transfer that can still be undone."""
    transferencia = movimento.transferencia
    return transferencia is not None and transferencia.estornada_em is None and movimento.conciliado_em is None


BOTOES_DO_MOVIMENTO = (
    BotaoLinha(
        "checks", "Conciliar", "Conciliar o movimento {}", "financeiro:movimento_conciliar",
        "financeiro.conciliar_movimento", a_conciliar, abre="modal",
    ),
    BotaoLinha(
        "square-x", "Desfazer conciliação", "Desfazer a conciliação do movimento {}",
        "financeiro:movimento_desconciliar", "financeiro.conciliar_movimento", conciliado, abre="modal",
    ),
    BotaoLinha(
        "pencil", "Editar", "Editar o movimento {}", "financeiro:movimento_editar", "financeiro.editar_movimento",
        a_conciliar, abre="modal",
    ),
    BotaoLinha(
        "arrow-back-up", "Estornar transferência", "Estornar a transferência do movimento {}",
        "financeiro:transferencia_estornar", "financeiro.transferir_caixa", estornavel, campo="transferencia_id",
        abre="modal",
    ),
)  # fmt: skip


class MovimentoTabela(Tabela):
    """The movements of a caixa; what comes in is positive, what goes out negative."""

    data = ColunaData()
    descricao = tables.Column("Descrição")
    recibo_id = tables.Column("Recibo", linkify=("financeiro:recibo_detalhe", {"pk": tables.A("recibo_id")}))
    usuario = tables.Column("Usuário", order_by="usuario__nome", default="Sistema")
    criado_em = ColunaDataHora(verbose_name="Lançado em")
    conciliado_em = ColunaDataHora(verbose_name="Conciliado em")
    valor = ColunaDinheiro()
    acoes = ColunaAcoes(BOTOES_DO_MOVIMENTO)

    class Meta:
        model = MovimentoCaixa
        fields = ("data", "descricao", "recibo_id", "usuario", "criado_em", "conciliado_em", "valor", "acoes")
