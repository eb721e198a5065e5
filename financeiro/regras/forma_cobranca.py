"""What the law says of a forma de cobrança (facts of the law: CDC art. 52, RGC Anatel 765/2023)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from hubsoft.core.texto import contar

MULTA_MAXIMA = Decimal("2.00")  # CDC art. 52 § 1º
JUROS_MAXIMOS = Decimal("1.00")  # a month; Civil Code art. 406 with CTN art. 161
DIAS_MINIMOS_SUSPENSAO = 15  # after the notice; RGC


class Condicoes(NamedTuple):
    """Percentages of late payment and days late of each stage of suspension, ``None`` where it is not allowed.

    ``cobra_dias_suspensos``: whether the monthly run bills the days of a suspension for debt. ``prazo_aviso``: days
    between the notice and the total suspension, ``None`` without a notice.
    """

    multa: Decimal
    juros: Decimal
    dias_total: int | None
    dias_parcial: int | None
    cobra_dias_suspensos: bool = False
    prazo_aviso: int | None = DIAS_MINIMOS_SUSPENSAO


def avisos_legais(condicoes: Condicoes) -> list[str]:
    """Return sentences (Portuguese) about what is stricter than the law; the provider decides."""
    avisos = []
    if condicoes.multa > MULTA_MAXIMA:
        avisos.append("Multa acima de 2 %: o Código de Defesa do Consumidor (art. 52) não permite cobrar mais.")
    if condicoes.juros > JUROS_MAXIMOS:
        avisos.append("Juros acima de 1 % ao mês: confira se o contrato e a lei permitem esta taxa.")
    if condicoes.cobra_dias_suspensos:
        avisos.append("Dias suspensos são cobrados: o RGC (Anatel 765/2023) proíbe cobrar pelo serviço suspenso.")
    if condicoes.dias_total is not None and condicoes.dias_total < DIAS_MINIMOS_SUSPENSAO:
        avisos.append(
            f"Suspensão total com {contar(condicoes.dias_total, 'dia', 'dias')} de atraso: "
            "o RGC (Anatel 765/2023) só permite suspender 15 dias depois de notificar o assinante."
        )
    prazo = condicoes.prazo_aviso
    if condicoes.dias_total is not None and prazo is None:
        avisos.append(
            "Suspensão total sem aviso: o RGC (Anatel 765/2023) manda avisar o assinante, com motivo, valor e prazo, "
            "15 dias antes. Ligue o aviso na aba Suspensão ou aplique o padrão RGC 765."
        )
    elif condicoes.dias_total is not None and prazo is not None and prazo < DIAS_MINIMOS_SUSPENSAO:
        avisos.append(
            f"Suspensão total {contar(prazo, 'dia', 'dias')} depois do aviso: o RGC (Anatel 765/2023) pede ao menos 15."
        )
    if condicoes.dias_parcial is not None:
        avisos.append("Suspensão parcial: o RGC (Anatel 765/2023) não prevê mais a etapa parcial desde 01/09/2025.")
        if condicoes.dias_parcial < DIAS_MINIMOS_SUSPENSAO:
            avisos.append(
                f"Suspensão parcial com {contar(condicoes.dias_parcial, 'dia', 'dias')} de atraso é mais rígida "
                "que os 15 dias do RGC."
            )
        if condicoes.dias_total is not None and condicoes.dias_parcial >= condicoes.dias_total:
            avisos.append("A suspensão parcial vem depois da total, ou junto: ela nunca vai acontecer.")
    return avisos
