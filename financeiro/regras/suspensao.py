"""Who is suspended and why (F28; manual: *Como configurar a rotina de habilitação/suspensão*)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from clientes.estados import Status
from hubsoft.core.datas import UM_DIA, Calendario
from hubsoft.core.dinheiro import formatar
from hubsoft.core.texto import contar

PRAZO_LEGAL = 15
"""Days between the notice and the suspension by law (RGC, Anatel Resolução 765/2023)."""


class RegraSuspensao(NamedTuple):
    """The tab *Suspensão* of a forma de cobrança; days late for each stage, ``None`` where it is not allowed.

    ``fim_de_semana``, ``feriado``, ``vespera``: whether people are suspended on a Saturday or Sunday, on a holiday,
    on the day before one of them.
    """

    dias_total: int | None
    dias_parcial: int | None
    valor_minimo: Decimal
    fim_de_semana: bool = False
    feriado: bool = False
    vespera: bool = True


class Divida(NamedTuple):
    """What a service owes past its due date, in reais, and the days of the oldest."""

    dias: int
    valor: Decimal


class Decisao(NamedTuple):
    """``acao``: suspender, suspender_parcial, restaurar, manter or fora; ``motivo``: a sentence for people."""

    acao: str
    motivo: str


def impedimento(regra: RegraSuspensao, calendario: Calendario, data: dt.date) -> str | None:
    """Return why nobody is suspended on ``data`` in a place: weekend, holiday or their eve, unless the rule allows."""
    if not regra.fim_de_semana and calendario.fim_de_semana(data):
        return "é fim de semana"
    feriado = calendario.feriado(data)
    if feriado and not regra.feriado:
        return f"é feriado ({feriado})"
    amanha = data + UM_DIA
    if not regra.vespera and not calendario.dia_util(amanha):
        feriado = calendario.feriado(amanha)
        return f"é véspera de feriado ({feriado})" if feriado else "é véspera de fim de semana"
    return None


def decidir(
    status: str, regra: RegraSuspensao, divida: Divida, impede: str | None, excecao: str | None = None
) -> Decisao:
    """Return what a run does with a service.

    ``impede``: why nobody is suspended on that day (:func:`impedimento`); ``excecao``: why this one is not ("há
    desbloqueio em confiança até 30/11/2026"); restoring is never held back. A debt under the minimum does not
    suspend, and does not restore either.
    """
    if divida.valor == 0:
        if status in (Status.SUSPENSO_DEBITO, Status.SUSPENSO_PARCIAL):
            return Decisao("restaurar", "Não há mais nada vencido em aberto.")
        return Decisao("manter", "Nada vencido em aberto.")
    texto = f"{formatar(divida.valor)} em aberto há {contar(divida.dias, 'dia', 'dias')}"
    if status not in (Status.HABILITADO, Status.SUSPENSO_PARCIAL):
        return Decisao("manter", f"{texto}; o serviço está {Status(status).label.lower()}.")
    if excecao:
        return Decisao("fora", f"{texto}, mas {excecao}.")
    if divida.valor < regra.valor_minimo:
        return Decisao("fora", f"{texto}, menos que o mínimo de {formatar(regra.valor_minimo)}.")
    total = regra.dias_total is not None and divida.dias >= regra.dias_total
    parcial = regra.dias_parcial is not None and divida.dias >= regra.dias_parcial and status == Status.HABILITADO
    if not (total or parcial):
        return Decisao("fora", f"{texto}: ainda não chegou ao prazo da forma de cobrança.")
    if impede:
        return Decisao("fora", f"{texto}, mas neste dia não se suspende: {impede}.")
    return Decisao("suspender" if total else "suspender_parcial", f"{texto}.")
