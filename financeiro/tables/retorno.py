"""Columns of retornos."""

from __future__ import annotations

from decimal import Decimal

import django_tables2 as tables

from financeiro.models import ItemRetorno, Retorno
from hubsoft.core.telas import ColunaData, ColunaDataHora, ColunaDinheiro, ColunaStatus, Tabela
from hubsoft.core.telas.formatos import dinheiro

NUMERO = {"th": {"class": "text-end"}, "td": {"class": "text-end"}}
CORES = {
    "pendente": "yellow",
    "aplicado": "green",
    "repetido": "secondary",
    "desconhecido": "orange",
    "informativo": "secondary",
    "problema": "red",
}


class RetornoTabela(Tabela):
    """The list of files."""

    nome_arquivo = tables.Column("Arquivo", linkify=("financeiro:retorno_detalhe", {"pk": tables.A("pk")}))
    forma = tables.Column("Forma de cobrança", order_by="forma__descricao")
    data = ColunaData(verbose_name="Data do arquivo")
    linhas = tables.Column("Linhas", attrs=NUMERO)
    recebido = ColunaDinheiro(verbose_name="Recebido")
    analisar = tables.Column("A analisar", attrs=NUMERO)
    usuario = tables.Column("Enviado por", order_by="usuario__nome", default="Linha de comando")
    recebido_em = ColunaDataHora(verbose_name="Enviado em")
    aplicado_em = ColunaDataHora(verbose_name="Aplicado em", default="Ainda não")

    class Meta:
        model = Retorno
        fields = (
            "nome_arquivo", "forma", "data", "linhas", "recebido", "analisar", "usuario", "recebido_em", "aplicado_em",
        )  # fmt: skip


class ItemRetornoTabela(Tabela):
    """The lines of a file."""

    linha = tables.Column("Linha")
    resultado = ColunaStatus(cores=CORES, verbose_name="Resultado")
    fatura = tables.Column(
        "Fatura", accessor="fatura_id", linkify=("financeiro:fatura_detalhe", {"pk": tables.A("fatura_id")})
    )
    cliente = tables.Column(
        accessor="fatura__cliente",
        order_by="fatura__cliente__nome",
        linkify=("clientes:cliente_detalhe", {"pk": tables.A("fatura__cliente_id")}),
    )
    nosso_numero = tables.Column("Nosso número")
    descricao = tables.Column("Ocorrência")
    valor = ColunaDinheiro(verbose_name="Valor do título")
    valor_recebido = ColunaDinheiro(verbose_name="Recebido")
    juros = ColunaDinheiro(verbose_name="Juros/multa")
    desconto = ColunaDinheiro()
    tarifa = ColunaDinheiro()
    vencimento = ColunaData()
    data_ocorrencia = ColunaData(verbose_name="Ocorreu em")
    data_credito = ColunaData(verbose_name="Crédito em")
    seu_numero = tables.Column("Seu número")
    mensagem = tables.Column("O que houve", orderable=False)
    recibo = tables.Column(
        "Recibo", accessor="recibo_id", linkify=("financeiro:recibo_detalhe", {"pk": tables.A("recibo_id")})
    )

    colunas_ocultas = ("vencimento", "data_ocorrencia", "juros", "desconto", "tarifa", "data_credito", "seu_numero")

    class Meta:
        model = ItemRetorno
        fields = (
            "linha", "resultado", "fatura", "cliente", "nosso_numero", "descricao", "valor", "valor_recebido", "juros",
            "desconto", "tarifa", "vencimento", "data_ocorrencia", "data_credito", "seu_numero", "mensagem", "recibo",
        )  # fmt: skip

    def render_descricao(self, value: str, record: ItemRetorno) -> str:
        """Return the bank's words with its code."""
        return f"{value} ({record.ocorrencia})"

    value_descricao = render_descricao

    def render_valor_recebido(self, value: Decimal, record: ItemRetorno) -> str:
        """Return what was paid; a line that is no payment shows nothing."""
        return dinheiro(value if record.tipo == ItemRetorno.Tipo.LIQUIDACAO else None)
