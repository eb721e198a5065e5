"""What a client has in credit: what was received above the debts, less what of it was used."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from financeiro.models import ItemRecibo, Recibo
from hubsoft.core.dinheiro import ZERO

REAIS = DecimalField(max_digits=14, decimal_places=2)


def recibos_com_credito(cliente_id: int) -> QuerySet[Recibo]:
    """Return the client's valid receipts with something left, annotated with ``credito``, oldest first."""
    usado = (
        ItemRecibo.objects.filter(recibo=OuterRef("pk"))
        .order_by()
        .values("recibo")
        .annotate(n=Sum(F("principal") - F("desconto") + F("multa") + F("juros")))
        .values("n")
    )
    return (
        Recibo.objects.filter(cliente=cliente_id, estornado_em__isnull=True)
        .annotate(credito=F("valor") - Coalesce(Subquery(usado, output_field=REAIS), ZERO, output_field=REAIS))
        .filter(credito__gt=0)
        .order_by("pk")
    )


def credito_do_cliente(cliente_id: int) -> Decimal:
    """Return the client's credit in reais; one query."""
    soma: Decimal | None = recibos_com_credito(cliente_id).aggregate(n=Sum("credito"))["n"]
    return soma or ZERO
