"""Titles that the bank must drop, or may keep after all."""

from __future__ import annotations

from collections.abc import Iterable

from financeiro.models import Fatura, ItemRetorno

REGISTRADAS = (Fatura.Registro.ENVIADA, Fatura.Registro.CONFIRMADA)


def pedir_baixa(faturas: Iterable[int]) -> None:
    """Mark the titles that the bank knows for the next remessa to ask their removal.

    Called in the transaction that cancels a fatura or receives it outside the bank.
    """
    Fatura.objects.filter(pk__in=list(faturas), registro__in=REGISTRADAS).update(
        registro=Fatura.Registro.BAIXA_PENDENTE
    )


def desistir_da_baixa(faturas: Iterable[int]) -> None:
    """Keep the titles whose removal was not sent yet: their faturas are open again."""
    pendentes = Fatura.objects.filter(pk__in=list(faturas), registro=Fatura.Registro.BAIXA_PENDENTE)
    confirmadas = ItemRetorno.objects.filter(tipo="entrada_confirmada", fatura__in=pendentes).values("fatura")
    ids = set(confirmadas.values_list("fatura", flat=True))
    pendentes.filter(pk__in=ids).update(registro=Fatura.Registro.CONFIRMADA)
    pendentes.exclude(pk__in=ids).update(registro=Fatura.Registro.ENVIADA)
