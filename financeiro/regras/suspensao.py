"""Who is suspended and why (F28; manual: *Como configurar a rotina de habilitação/suspensão*)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from clientes.estados import Status
from hubsoft.core.dinheiro import formatar
from hubsoft.core.texto import contar

PRAZO_LEGAL = 15
"""Days between the notice and the suspension by law (RGC, Anatel Resolução 765/2023)."""


class RegraSuspensao(NamedTuple):
    """The tab *Suspensão* of a forma de cobrança; days late for each stage, ``None`` where it is not allowed."""

    dias_total: int | None
    dias_parcial: int | None
    valor_minimo: Decimal


class Divida(NamedTuple):
    """What a service owes past its due date, in reais, and the days of the oldest."""

    dias: int
    valor: Decimal


class Decisao(NamedTuple):
    """``acao``: suspender, suspender_parcial, restaurar, manter or fora; ``motivo``: a sentence for people."""

    acao: str
    motivo: str


def decidir(status: str, regra: RegraSuspensao, divida: Divida, impedimento: str | None) -> Decisao:
    """Return what a run does with a service.

    ``impedimento``: why nobody is suspended on that day (weekend, holiday), ``None`` when they may be; restoring is
    never held back. A debt under the minimum does not suspend, and does not restore either.
    """
    if divida.valor == 0:
        if status in (Status.SUSPENSO_DEBITO, Status.SUSPENSO_PARCIAL):
            return Decisao("restaurar", "Não há mais nada vencido em aberto.")
        return Decisao("manter", "Nada vencido em aberto.")
    texto = f"{formatar(divida.valor)} em aberto há {contar(divida.dias, 'dia', 'dias')}"
    if status not in (Status.HABILITADO, Status.SUSPENSO_PARCIAL):
        return Decisao("manter", f"{texto}; o serviço está {Status(status).label.lower()}.")
    if divida.valor < regra.valor_minimo:
        return Decisao("fora", f"{texto}, menos que o mínimo de {formatar(regra.valor_minimo)}.")
    total = regra.dias_total is not None and divida.dias >= regra.dias_total
    parcial = regra.dias_parcial is not None and divida.dias >= regra.dias_parcial and status == Status.HABILITADO
    if not (total or parcial):
        return Decisao("fora", f"{texto}: ainda não chegou ao prazo da forma de cobrança.")
    if impedimento:
        return Decisao("fora", f"{texto}, mas hoje não se suspende: {impedimento}.")
    return Decisao("suspender" if total else "suspender_parcial", f"{texto}.")
