"""A forma de cobrança set up as the law asks: the preset "RGC 765" (F28; Anatel Resolução 765/2023)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from financeiro.models import FormaCobranca
from financeiro.regras.suspensao import PRAZO_LEGAL
from hubsoft.core import historico

DIAS_AVISO = 5
RGC_765: dict[str, Any] = {
    "exige_aviso": True,
    "dias_aviso": DIAS_AVISO,
    "prazo_aviso": PRAZO_LEGAL,
    "aviso_negativacao": True,
    "permite_suspensao_total": True,
    "dias_suspensao_total": DIAS_AVISO + PRAZO_LEGAL,
    "permite_suspensao_parcial": False,
    "cobra_dias_suspensos": False,
}


@transaction.atomic
def aplicar_rgc_765(forma: FormaCobranca, usuario: Any) -> FormaCobranca:
    """Set the tab *Suspensão* to: notice with 5 days late, total 15 days after it was sent, no partial stage."""
    forma = FormaCobranca.objects.select_for_update().get(pk=forma.pk)
    for campo, valor in RGC_765.items():
        setattr(forma, campo, valor)
    forma.save(update_fields=list(RGC_765))
    frase = (
        f"Padrão RGC 765 aplicado a {forma}: aviso com {DIAS_AVISO} dias de atraso, suspensão total "
        f"{PRAZO_LEGAL} dias depois do aviso, sem suspensão parcial."
    )
    historico.escrever(forma, historico.Area.FINANCEIRO, frase, usuario=usuario)
    return forma
