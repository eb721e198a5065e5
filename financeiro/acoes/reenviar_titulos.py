"""Titles that the bank rejected, sent again after their correction (F15, F16)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from financeiro.models import Fatura, ItemRemessa
from hubsoft.core import historico
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico

ABERTAS = (Fatura.Status.ABERTA, Fatura.Status.PARCIAL)


@transaction.atomic
def reenviar_titulos(faturas: Iterable[int], usuario: Any) -> int:
    """Let rejected titles go with the next remessa, as what they were sent as; return how many.

    Faturas that are not rejected are left alone. Raises ``ErroDeNegocio`` when none can be sent again.
    """
    ultimo = ItemRemessa.objects.filter(fatura=OuterRef("pk")).order_by("-id").values("comando")[:1]
    rejeitadas = list(
        Fatura.objects.select_for_update(of=("self",))
        .filter(pk__in=list(faturas), registro=Fatura.Registro.REJEITADA)
        .annotate(enviada_como=Subquery(ultimo))
        .order_by("pk")
    )
    voltam = []
    for fatura in rejeitadas:
        if fatura.enviada_como == ItemRemessa.Comando.BAIXA:
            fatura.registro = Fatura.Registro.BAIXA_PENDENTE
        elif fatura.status in ABERTAS:
            fatura.registro = Fatura.Registro.PENDENTE
        else:
            continue
        fatura.motivo_rejeicao = ""
        voltam.append(fatura)
    if not voltam:
        raise ErroDeNegocio("Nenhum destes títulos pode ser reenviado: só os rejeitados pelo banco e ainda em aberto.")
    Fatura.objects.bulk_update(voltam, ["registro", "motivo_rejeicao"], batch_size=1000)
    frase = "Título rejeitado pelo banco vai na próxima remessa."
    Historico.objects.bulk_create(
        [historico.montar(fatura, historico.Area.FINANCEIRO, frase, usuario=usuario) for fatura in voltam],
        batch_size=1000,
    )
    return len(voltam)
