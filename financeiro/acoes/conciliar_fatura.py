"""A fatura says what its charges say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Sum

from financeiro.models import Cobranca, Fatura
from hubsoft.core.em_lote import atualizar_em_lote
from hubsoft.core.eventos import publicar_varios


def conciliar_faturas(ids: Iterable[int], em: dt.date | None) -> None:
    """Set received value and status of faturas from their charges, locked in order; publish ``fatura.paga``.

    ``em``: the day of the payment; ``None`` when a receipt was undone.
    """
    faturas = list(Fatura.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk"))
    somas = dict(
        Cobranca.objects.filter(fatura__in=faturas)
        .exclude(status=Cobranca.Status.CANCELADA)
        .values_list("fatura")
        .annotate(Sum("valor_recebido"))
    )
    pagas = []
    for fatura in faturas:
        estava_paga = fatura.status == Fatura.Status.PAGA
        fatura.valor_recebido = somas.get(fatura.pk, Decimal("0.00"))
        if fatura.valor_recebido == fatura.valor:
            fatura.status, fatura.pago_em = Fatura.Status.PAGA, fatura.pago_em or em
            if not estava_paga:
                pagas.append({"fatura_id": fatura.pk, "cliente_id": fatura.cliente_id})
        else:
            fatura.pago_em = None
            fatura.status = Fatura.Status.PARCIAL if fatura.valor_recebido else Fatura.Status.ABERTA
    atualizar_em_lote(faturas, ["valor_recebido", "status", "pago_em"])
    if pagas:
        publicar_varios("fatura.paga", pagas)
