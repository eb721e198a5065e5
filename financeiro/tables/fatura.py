"""Columns of faturas."""

import django_tables2 as tables

from financeiro.models import Fatura
from hubsoft.core.telas import BotaoLinha, ColunaAcoes, ColunaData, ColunaDinheiro, ColunaStatus, Tabela


def em_aberto(fatura: Fatura) -> bool:
    """Whether something of it is to be paid."""
    return fatura.status in (Fatura.Status.ABERTA, Fatura.Status.PARCIAL)


BOTOES_DA_FATURA = (
    BotaoLinha(
        "printer", "Boleto em PDF", "Boleto em PDF da fatura {}", "financeiro:fatura_boleto",
        "financeiro.imprimir_boleto", em_aberto, abre="janela",
    ),
    BotaoLinha(
        "cash", "Receber", "Receber a fatura {}", "financeiro:receber", "financeiro.receber_cobranca", em_aberto,
        campo="cliente_id", consulta="fatura",
    ),
)  # fmt: skip


class FaturaTabela(Tabela):
    """The list of faturas."""

    pk = tables.Column("Fatura", linkify=("financeiro:fatura_detalhe", {"pk": tables.A("pk")}))
    cliente = tables.Column(
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("cliente_id")}), order_by="cliente__nome"
    )
    emissao = ColunaData(verbose_name="Emissão")
    vencimento = ColunaData()
    valor = ColunaDinheiro()
    em_aberto = ColunaDinheiro(verbose_name="Em aberto")
    status = ColunaStatus(verbose_name="Situação")
    registro = ColunaStatus(verbose_name="No banco")
    forma = tables.Column("Forma de cobrança", order_by="forma__descricao")
    pago_em = ColunaData(verbose_name="Paga em")
    nosso_numero = tables.Column("Nosso número")
    acoes = ColunaAcoes(BOTOES_DA_FATURA)

    colunas_ocultas = ("emissao", "pago_em", "nosso_numero")

    class Meta:
        model = Fatura
        fields = (
            "pk", "cliente", "emissao", "vencimento", "valor", "em_aberto", "status", "registro", "forma", "pago_em",
            "nosso_numero", "acoes",
        )  # fmt: skip
