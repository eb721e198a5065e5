"""A fatura says what its charges say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from financeiro.models import Cobranca, Fatura
from hubsoft.core.em_lote import na_lista
from hubsoft.core.eventos import publicar_varios

RECEBIDO = """
UPDATE financeiro_fatura fatura
SET valor_recebido = soma.recebido,
    status = CASE WHEN soma.recebido = fatura.valor THEN %(paga)s WHEN soma.recebido > 0 THEN %(parcial)s
        ELSE %(aberta)s END,
    pago_em = CASE WHEN soma.recebido = fatura.valor THEN coalesce(fatura.pago_em, soma.em) END
FROM (
    SELECT pedida.id, pedida.em, coalesce(sum(cobranca.valor_recebido), 0) AS recebido
    FROM unnest(%(ids)s::bigint[], %(dias)s::date[]) AS pedida (id, em)
    LEFT JOIN financeiro_cobranca cobranca ON cobranca.fatura_id = pedida.id AND cobranca.status <> %(cancelada)s
    GROUP BY pedida.id, pedida.em
) soma
WHERE fatura.id = soma.id
RETURNING fatura.id, fatura.status
"""


def conciliar_faturas(ids: Iterable[int], em: dt.date | None) -> None:
    """Set received value and status of faturas from their charges, locked in order; publish ``fatura.paga``.

    ``em``: the day of the payment; ``None`` when a receipt was undone.
    """
    conciliar_faturas_pagas(dict.fromkeys(ids, em))


def conciliar_faturas_pagas(dias: Mapping[int, dt.date | None]) -> None:
    """Do the same for faturas each with its own day, in a constant number of statements."""
    # Locked by a statement of its own: the next one sees what was committed while it waited.
    travadas = Fatura.objects.select_for_update().filter(na_lista("pk", dias)).order_by("pk")
    antes = {pk: (status, cliente) for pk, status, cliente in travadas.values_list("pk", "status", "cliente_id")}
    if not antes:
        return
    dados: dict[str, Any] = {
        "ids": list(antes),
        "dias": [dias[pk] for pk in antes],
        "cancelada": Cobranca.Status.CANCELADA.value,
        "aberta": Fatura.Status.ABERTA.value,
        "parcial": Fatura.Status.PARCIAL.value,
        "paga": Fatura.Status.PAGA.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(RECEBIDO, dados)
        depois = dict(cursor.fetchall())
    pagas = [
        {"fatura_id": pk, "cliente_id": cliente}
        for pk, (status, cliente) in antes.items()
        if depois[pk] == Fatura.Status.PAGA != status
    ]
    if pagas:
        publicar_varios("fatura.paga", pagas)
