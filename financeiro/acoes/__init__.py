"""The verbs of Financeiro."""

from financeiro.acoes.estornar import estornar
from financeiro.acoes.montar_fatura import montar_fatura
from financeiro.acoes.receber import Recebimento, receber

__all__ = ("Recebimento", "estornar", "montar_fatura", "receber")
