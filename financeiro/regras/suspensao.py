"""Who is suspended and why (F28; manual: *Como configurar a rotina de habilitação/suspensão*)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from clientes.estados import Status, acompanha, transicao
from hubsoft.core.datas import UM_DIA, Calendario
from hubsoft.core.dinheiro import formatar
from hubsoft.core.texto import contar

SUSPENSOS_POR_DEBITO = (Status.SUSPENSO_DEBITO, Status.SUSPENSO_PARCIAL)
ACAO_NO_SERVICO = {"suspender": "suspender_debito", "suspender_parcial": "suspender_parcial", "restaurar": "habilitar"}
"""Decisions that change a service, and the action of the state table that each one is."""
PRAZO_LEGAL = 15
"""Days between the notice and the suspension by law (RGC, Anatel Resolução 765/2023)."""


class RegraSuspensao(NamedTuple):
    """The tab *Suspensão* of a forma de cobrança; days late for each stage, ``None`` where it is not allowed.

    ``fim_de_semana``, ``feriado``, ``vespera``: whether people are suspended on a Saturday or Sunday, on a holiday,
    on the day before one of them. ``dias_aviso``: days late for the notice before the total suspension, ``None`` where
    none is asked for; ``prazo_aviso``: days that the suspension waits after the notice was sent.
    """

    dias_total: int | None
    dias_parcial: int | None
    valor_minimo: Decimal
    fim_de_semana: bool = False
    feriado: bool = False
    vespera: bool = True
    dias_aviso: int | None = None
    prazo_aviso: int = PRAZO_LEGAL


class Divida(NamedTuple):
    """What a service owes past its due date, in reais, and the days of the oldest."""

    dias: int
    valor: Decimal


class Aviso(NamedTuple):
    """The notice about what a service owes now.

    ``dias``: days since it was sent, ``None`` when it was not; ``na_fila``: it is on its way; ``falhou``: it did not
    arrive. ``email``: whether the client has one; ``remetente``: whether the provider can send any.
    """

    dias: int | None = None
    na_fila: bool = False
    falhou: bool = False
    email: bool = True
    remetente: bool = True


class Decisao(NamedTuple):
    """``acao``: suspender, suspender_parcial, avisar, avisar_carta, restaurar, manter or fora; ``motivo``: a sentence
    for people.
    """

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
    status: str,
    regra: RegraSuspensao,
    divida: Divida,
    impede: str | None,
    excecao: str | None = None,
    aviso: Aviso = Aviso(),  # noqa: B008 - immutable
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
    return _no_prazo(status, regra, divida.dias, impede, aviso, texto)


def _no_prazo(status: str, regra: RegraSuspensao, dias: int, impede: str | None, aviso: Aviso, texto: str) -> Decisao:
    """Decide for a service whose debt counts: notice first, then the stage that its days have reached."""
    falta_avisar = _falta_avisar(regra, dias, aviso)
    carta = falta_avisar and (aviso.falhou or not aviso.email)
    if falta_avisar and not carta:
        if aviso.remetente:
            espera = contar(regra.prazo_aviso, "dia", "dias")
            return Decisao("avisar", f"{texto}: é hora de avisar; a suspensão total espera {espera} depois do aviso.")
        return Decisao(
            "fora", f"{texto}, mas não há remetente de e-mail para avisar antes (Configuração › Remetentes)."
        )
    total = regra.dias_total is not None and dias >= regra.dias_total
    avisado = regra.dias_aviso is None or (aviso.dias is not None and aviso.dias >= regra.prazo_aviso)
    parcial = regra.dias_parcial is not None and dias >= regra.dias_parcial and status == Status.HABILITADO
    if (total and avisado) or parcial:
        if impede:
            return Decisao("fora", f"{texto}, mas neste dia não se suspende: {impede}.")
        acao = "suspender" if total and avisado else "suspender_parcial"
        return Decisao(acao, f"{texto}.{' Falta avisar por carta.' if carta else ''}")
    if carta:
        porque = "o e-mail do aviso não foi entregue" if aviso.falhou else "o cliente não tem e-mail"
        return Decisao("avisar_carta", f"{texto}: {porque}. Avise por carta e registre; a suspensão total espera.")
    if aviso.na_fila:
        return Decisao("fora", f"{texto}: o aviso está na fila de e-mails, e o prazo conta de quando sair.")
    if total and aviso.dias is not None:
        ha = contar(aviso.dias, "dia", "dias")
        return Decisao("fora", f"{texto}: avisado há {ha}, a suspensão espera {regra.prazo_aviso}.")
    return Decisao("fora", f"{texto}: ainda não chegou ao prazo da forma de cobrança.")


def _falta_avisar(regra: RegraSuspensao, dias: int, aviso: Aviso) -> bool:
    """Whether the notice that the rule asks for is due and was not given."""
    if regra.dias_aviso is None or dias < regra.dias_aviso or regra.dias_total is None:
        return False
    return aviso.dias is None and not aviso.na_fila


def decidir_associado(
    propria: Decisao, status: str, deve: bool, excecao: str | None, principal: str, status_principal: str, dele: Decisao
) -> Decisao:
    """Return what a run does with a service that follows another (C10).

    ``propria``: what would be decided for it alone, ``deve``: whether it owes something itself; ``principal``: the name
    of the other one, ``dele`` what is decided for that. It is suspended with the other unless an exception of its own
    holds, and comes back with it unless it owes.
    """
    linha = transicao(ACAO_NO_SERVICO[dele.acao]) if dele.acao in ACAO_NO_SERVICO else None
    if dele.acao in ("suspender", "suspender_parcial") and propria.acao != "suspender":
        if linha is None or not acompanha(linha, status_principal, status):
            return propria
        if excecao:
            return Decisao("fora", f"Associado a {principal}, que é suspenso, mas {excecao}.")
        return Decisao(dele.acao, f"Associado a {principal}: {dele.motivo}")
    if status in SUSPENSOS_POR_DEBITO and not deve:
        if dele.acao == "restaurar":
            return Decisao("restaurar", f"Associado a {principal}, que volta.")
        if status_principal in SUSPENSOS_POR_DEBITO:
            return Decisao("manter", f"Associado a {principal}, que continua suspenso.")
    return propria
