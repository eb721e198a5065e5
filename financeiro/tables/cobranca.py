"""Columns of charges."""

import django_tables2 as tables

from financeiro.models import Cobranca
from hubsoft.core.telas import BotaoLinha, ColunaAcoes, ColunaData, ColunaDinheiro, ColunaStatus, Tabela


def em_aberto(cobranca: Cobranca) -> bool:
    """Whether something of it is to be paid."""
    return cobranca.status in (Cobranca.Status.ABERTA, Cobranca.Status.PARCIAL)


def aberta(cobranca: Cobranca) -> bool:
    """Whether nothing of it was paid."""
    return cobranca.status == Cobranca.Status.ABERTA


def solta(cobranca: Cobranca) -> bool:
    """Whether nothing of it was paid and no fatura has it."""
    return aberta(cobranca) and cobranca.fatura_id is None


BOTOES_DE_DESCONTO = (
    BotaoLinha(
        "discount", "Add Desconto", "Dar desconto em {}", "financeiro:cobranca_desconto", "financeiro.dar_desconto",
        em_aberto, abre="modal", diz="descricao",
    ),
    BotaoLinha(
        "calendar-dollar", "Add Desc. Promo", "Dar desconto promocional em {}",
        "financeiro:cobranca_desconto_promocional", "financeiro.dar_desconto_promocional", aberta, abre="modal",
        diz="descricao",
    ),
)  # fmt: skip
BOTOES_DA_COBRANCA = (
    *BOTOES_DE_DESCONTO,
    BotaoLinha(
        "pencil", "Editar cobrança", "Editar a cobrança {}", "financeiro:cobranca_editar",
        "financeiro.editar_cobranca", solta, abre="modal", diz="descricao",
    ),
    BotaoLinha(
        "ban", "Cancelar cobrança", "Cancelar a cobrança {}", "financeiro:cobranca_cancelar",
        "financeiro.cancelar_cobranca", solta, abre="modal", diz="descricao",
    ),
    BotaoLinha(
        "cash", "Receber", "Receber a cobrança {}", "financeiro:receber", "financeiro.receber_cobranca", em_aberto,
        campo="cliente_id", consulta="cobranca", diz="descricao",
    ),
)  # fmt: skip


class CobrancaTabela(Tabela):
    """The list of charges."""

    descricao = tables.Column("Cobrança")
    cliente = tables.Column(
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("cliente_id")}), order_by="cliente__nome"
    )
    tipo = tables.Column()
    vencimento = ColunaData()
    valor = ColunaDinheiro()
    em_aberto = ColunaDinheiro(verbose_name="Em aberto")
    status = ColunaStatus(verbose_name="Situação")
    fatura_id = tables.Column("Fatura", linkify=("financeiro:fatura_detalhe", {"pk": tables.A("fatura_id")}))
    acoes = ColunaAcoes(BOTOES_DA_COBRANCA)

    class Meta:
        model = Cobranca
        fields = ("descricao", "cliente", "tipo", "vencimento", "valor", "em_aberto", "status", "fatura_id", "acoes")
