"""The life of a subscriber, a month at a time: sale, installation, bills, payments, suspensions, cancellation.

Pure: no database and no clock. Money and dates follow the product's own rules (``financeiro.regras``), so what the
demonstration shows is what the product would have done.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from clientes.estados import COBRAVEIS, Status
from financeiro.regras.mensalidade import Mensalidade, mensalidade, vencimento
from hubsoft.core.datas import UM_DIA, Calendario, somar_meses, ultimo_do_mes
from hubsoft.core.dinheiro import arredondar, formatar
from hubsoft.core.texto import contar

FUSO = ZoneInfo("America/Sao_Paulo")
MESES = 12
DIAS_PARA_CANCELAR = 90
VALOR_MINIMO = Decimal("20.00")
VENCIMENTOS = (1, 3, 5, 8, 10, 12, 15, 18, 20, 22, 25, 28)
S = Status
# What the routine does: from which states, to which.
SUSPENDEM = {
    "reduzir": ((S.HABILITADO,), S.SUSPENSO_PARCIAL),
    "suspender": ((S.HABILITADO, S.SUSPENSO_PARCIAL), S.SUSPENSO_DEBITO),
}

# Habits of payment and their share of the subscribers.
PONTUAL, ATRASADO, ENROLADO, SOME = "pontual", "atrasado", "enrolado", "some"
HABITOS = ((PONTUAL, 0.63), (ATRASADO, 0.23), (ENROLADO, 0.09), (SOME, 0.05))
MEIOS = (("boleto", 0.7), ("pix", 0.2), ("dinheiro", 0.1))
JA_ERAM_CLIENTES = 0.66
DESISTEM = 0.09
FAZEM_PAUSA = 0.04


class Periodo(NamedTuple):
    """A stretch of time in one state; ``fim`` ``None``: the state of today."""

    status: Status
    inicio: dt.datetime
    fim: dt.datetime | None
    motivo: str
    origem: str


class Prazos(NamedTuple):
    """Days late for the notice, for the partial suspension (``None``: there is none) and for the total one.

    ``espera``: days that the total one waits after the notice.
    """

    aviso: int
    espera: int
    parcial: int | None
    total: int


class Pagamento(NamedTuple):
    """Money that came in for a charge; ``principal`` counts towards it."""

    data: dt.date
    instante: dt.datetime
    meio: str
    principal: Decimal


@dataclass(slots=True)
class Conta:
    """A monthly bill. ``pagamento``: the one that was or, within the story, will be made; ``None``: never until now."""

    mes: Mensalidade
    competencia: dt.date
    pagamento: Pagamento | None = None
    avisa_em: dt.date = dt.date.max
    cobranca_id: int = 0
    fatura_id: int = 0

    @property
    def quitada(self) -> bool:
        """Whether the payment covers all of it."""
        return self.pagamento is not None and self.pagamento.principal == self.mes.valor


class Mudanca(NamedTuple):
    """A change of state that happened."""

    instante: dt.datetime
    de: Status
    para: Status
    motivo: str
    origem: str


class Avisado(NamedTuple):
    """A notice that left by e-mail: about what fell due until ``ate``, the oldest on ``antiga``; ``prazo``: the first
    day of the suspension it warns of.
    """

    instante: dt.datetime
    antiga: dt.date
    ate: dt.date
    valor: Decimal
    prazo: dt.date


class Recebido(NamedTuple):
    """A payment that happened, with its bill."""

    pagamento: Pagamento
    conta: Conta


@lru_cache(maxsize=4)
def _meses_ate(atual: dt.date) -> tuple[dt.date, ...]:
    return tuple(somar_meses(atual, -passo) for passo in range(MESES, -1, -1))


class Cenario(NamedTuple):
    """When the story is told: nothing in it happens after ``agora``; ``calendario``: the company's business days."""

    agora: dt.datetime
    calendario: Calendario
    semente: int

    @property
    def hoje(self) -> dt.date:
        """The day it is told."""
        return self.agora.astimezone(FUSO).date()

    @property
    def meses(self) -> tuple[dt.date, ...]:
        """The first days of the months it covers, the current one last."""
        return _meses_ate(self.hoje.replace(day=1))

    def instante(self, dia: dt.date, hora: float) -> dt.datetime:
        """Return an instant of ``dia``, ``hora`` in hours; never after ``agora``."""
        quando = dt.datetime.combine(dia, dt.time(), FUSO) + dt.timedelta(seconds=int(hora * 3600))
        return min(quando, self.agora)

    def util(self, dia: dt.date) -> dt.date:
        """Return ``dia`` or the business day after it."""
        return self.calendario.proximo_dia_util(dia)

    def util_antes(self, dia: dt.date) -> dt.date:
        """Return ``dia`` or the business day before it."""
        while not self.calendario.dia_util(dia):
            dia -= UM_DIA
        return dia


Plano = tuple[dt.date, int, str, Conta | None]
"""What may happen: the day, its order within the day, what, and of which bill."""


@dataclass(slots=True)
class Assinante:
    """A subscriber with one service and everything that happened to it."""

    indice: int
    valor: Decimal
    dia: int
    prazos: Prazos
    habito: str
    meio: str
    venda: dt.date
    instalacao: dt.date
    desiste_em: dt.date | None = None
    pausa: tuple[dt.date, dt.date] | None = None
    some_em: dt.date = dt.date.max
    periodos: list[Periodo] = field(default_factory=list)
    abertas: list[Conta] = field(default_factory=list)
    agenda: list[Plano] = field(default_factory=list)
    avisado_ate: dt.date = dt.date.min
    parou_de_pagar: bool = False
    ultimo_pagamento: dt.date = dt.date.min
    cliente_id: int = 0
    servico_id: int = 0

    @property
    def status(self) -> Status:
        """The state of the service now."""
        return self.periodos[-1].status

    @property
    def cancelado_em(self) -> dt.date | None:
        """The day of the cancellation."""
        return self.periodos[-1].inicio.astimezone(FUSO).date() if self.status is S.CANCELADO else None


def _sortear(sorte: random.Random, opcoes: tuple[tuple[str, float], ...]) -> str:
    return sorte.choices([o for o, _ in opcoes], [peso for _, peso in opcoes])[0]


def nascer(indice: int, valor: Decimal, prazos: Prazos, cenario: Cenario, sorte: random.Random) -> Assinante:
    """Return a subscriber with habits and plans, before anything happened. The first one always pays in time."""
    meses = cenario.meses
    comeco = meses[0]
    if indice == 0 or sorte.random() < JA_ERAM_CLIENTES:
        venda = comeco - dt.timedelta(days=sorte.randint(20, 1200))
    else:
        venda = comeco + dt.timedelta(days=sorte.randint(0, (cenario.hoje - comeco).days))
    quem = Assinante(
        indice,
        valor,
        sorte.choice(VENCIMENTOS),
        prazos,
        PONTUAL if indice == 0 else _sortear(sorte, HABITOS),
        _sortear(sorte, MEIOS),
        cenario.util(venda) if cenario.util(venda) <= cenario.hoje else cenario.util_antes(venda),
        cenario.hoje,
    )
    quem.instalacao = cenario.util(quem.venda + dt.timedelta(days=sorte.randint(1, 6)))
    inicio = max(comeco, quem.instalacao)
    resto = (cenario.hoje - inicio).days
    if indice == 0 or resto < 75:
        return quem
    acaso = sorte.random()
    if quem.habito == SOME:
        quem.some_em = inicio + dt.timedelta(days=sorte.randint(20, resto))
    elif acaso < DESISTEM:
        quem.desiste_em = cenario.util(inicio + dt.timedelta(days=sorte.randint(60, resto - 1)))
    elif quem.habito == PONTUAL and acaso < DESISTEM + FAZEM_PAUSA:
        sai = cenario.util(inicio + dt.timedelta(days=sorte.randint(30, resto - 1)))
        quem.pausa = (sai, cenario.util(sai + dt.timedelta(days=sorte.randint(20, 75))))
    return quem


def _mudar(quem: Assinante, para: Status, instante: dt.datetime, motivo: str, origem: str) -> Mudanca:
    antes = quem.periodos[-1]
    quem.periodos[-1] = antes._replace(fim=instante)
    quem.periodos.append(Periodo(para, instante, None, motivo, origem))
    return Mudanca(instante, antes.status, para, motivo, origem)


def viver_mes(quem: Assinante, mes: dt.date, cenario: Cenario) -> Iterator[Mudanca | Recebido | Avisado]:
    """Yield what happens to a subscriber in a month, in order; bills of earlier months must be in ``abertas``."""
    fim = min(ultimo_do_mes(mes), cenario.hoje)
    if not quem.periodos:
        if quem.venda > fim:
            return
        inicio = cenario.instante(quem.venda, 9.5 + quem.indice % 7)
        quem.periodos.append(Periodo(S.AGUARDANDO_INSTALACAO, inicio, None, "", ""))
        if quem.venda < cenario.meses[0]:
            yield _mudar(quem, S.HABILITADO, cenario.instante(quem.instalacao, 18), "", "Ordem de serviço")
    agenda = quem.agenda
    agenda += [plano for plano in _planos(quem, cenario) if mes <= plano[0] <= fim]
    # What happens may put more into it, of this month too.
    while agenda:
        proximo = min(range(len(agenda)), key=lambda n: agenda[n][:2])
        if agenda[proximo][0] > fim:
            break
        dia, _ordem, acao, conta = agenda.pop(proximo)
        yield from _acontecer(quem, dia, acao, conta, cenario)
    quem.abertas = [c for c in quem.abertas if not (c.quitada and c.pagamento and c.pagamento.data <= fim)]


def _planos(quem: Assinante, cenario: Cenario) -> Iterator[Plano]:
    """Yield what may happen by what is known at the beginning of a month."""
    if quem.status is S.AGUARDANDO_INSTALACAO:
        yield quem.instalacao, 0, "instalar", None
    for conta in quem.abertas:
        yield conta.avisa_em, 1, "avisar", conta
        if conta.pagamento is not None:
            yield conta.pagamento.data, 2, "pagar", conta
    if quem.desiste_em is not None:
        yield quem.desiste_em, 3, "desistir", None
    if quem.pausa is not None:
        yield quem.pausa[0], 3, "pausar", None
        yield quem.pausa[1], 3, "voltar", None
    # One in five is still waiting for somebody to decide.
    if quem.parou_de_pagar and quem.abertas and quem.indice % 5:
        limite = quem.abertas[0].mes.vencimento + dt.timedelta(days=DIAS_PARA_CANCELAR)
        yield cenario.util(limite), 4, "cancelar", None


def _acontecer(
    quem: Assinante, dia: dt.date, acao: str, conta: Conta | None, cenario: Cenario
) -> Iterator[Mudanca | Recebido | Avisado]:
    status = quem.status
    if acao == "pagar" and conta is not None and conta.pagamento is not None:
        yield Recebido(conta.pagamento, conta)
        if _vencidas(quem, dia):
            quem.agenda.append((dia + UM_DIA, 1, "avisar", None))
        elif status in (S.SUSPENSO_DEBITO, S.SUSPENSO_PARCIAL):
            yield _mudar(quem, S.HABILITADO, conta.pagamento.instante, "Pagamento recebido", "Recebimento")
    elif acao == "instalar" and status is S.AGUARDANDO_INSTALACAO:
        yield _mudar(quem, S.HABILITADO, cenario.instante(dia, 10 + quem.indice % 8), "", "Ordem de serviço")
    elif acao == "avisar" and status in SUSPENDEM["suspender"][0] and dia < cenario.hoje:
        yield from _avisar(quem, dia, cenario)
    elif acao in SUSPENDEM and status in SUSPENDEM[acao][0] and dia < cenario.hoje:
        yield from _suspender(quem, dia, acao, cenario)
    elif acao == "desistir" and status is S.HABILITADO:
        motivo = ("Mudança de endereço", "Trocou de provedor", "Não usa mais")[quem.indice % 3]
        yield _mudar(quem, S.CANCELADO, cenario.instante(dia, 11 + quem.indice % 6), motivo, "")
    elif acao == "pausar" and status is S.HABILITADO:
        yield _mudar(quem, S.SUSPENSO_PEDIDO, cenario.instante(dia, 14), "Viagem", "")
    elif acao == "voltar" and status is S.SUSPENSO_PEDIDO:
        yield _mudar(quem, S.HABILITADO, cenario.instante(dia, 10), "Retorno da viagem", "")
    elif acao == "cancelar" and status is S.SUSPENSO_DEBITO:
        yield _mudar(quem, S.CANCELADO, cenario.instante(dia, 15), "Inadimplência superior a 90 dias", "")


def _avisar(quem: Assinante, dia: dt.date, cenario: Cenario) -> Iterator[Avisado]:
    """Warn of what is overdue, once, as the run of that morning does; the suspension is planned from it."""
    vencidas, prazos = _vencidas(quem, dia), quem.prazos
    if not vencidas or quem.avisado_ate >= vencidas[0].mes.vencimento:
        return
    antiga, aberto = vencidas[0].mes.vencimento, _em_aberto(vencidas)
    if (dia - antiga).days < prazos.aviso or aberto < VALOR_MINIMO:
        return
    quem.avisado_ate = vencidas[-1].mes.vencimento
    prazo = max(dia + dt.timedelta(days=prazos.espera), antiga + dt.timedelta(days=prazos.total))
    quem.agenda.append((cenario.util(prazo), 1, "suspender", None))
    if prazos.parcial is not None:
        reduz = max(dia + UM_DIA, antiga + dt.timedelta(days=prazos.parcial))
        quem.agenda.append((cenario.util(reduz), 1, "reduzir", None))
    yield Avisado(cenario.instante(dia, 8 + quem.indice % 50 / 3600), antiga, quem.avisado_ate, aberto, prazo)


def _suspender(quem: Assinante, dia: dt.date, acao: str, cenario: Cenario) -> Iterator[Mudanca]:
    """Suspend (or reduce) when the debt that was warned of is still there and as old as the forma asks."""
    vencidas = _vencidas(quem, dia)
    if not vencidas or quem.avisado_ate < vencidas[0].mes.vencimento:
        return
    aberto, atraso = _em_aberto(vencidas), (dia - vencidas[0].mes.vencimento).days
    espera = quem.prazos.total if acao == "suspender" else quem.prazos.parcial
    if aberto >= VALOR_MINIMO and espera is not None and atraso >= espera:
        motivo = f"{formatar(aberto)} em aberto há {contar(atraso, 'dia', 'dias')}."
        instante = cenario.instante(dia, 8 + quem.indice % 50 / 3600)
        yield _mudar(quem, SUSPENDEM[acao][1], instante, motivo, "Rotina de suspensão")


def _em_aberto(contas: list[Conta]) -> Decimal:
    return sum((c.mes.valor - (c.pagamento.principal if c.pagamento else 0) for c in contas), Decimal(0))


def _vencidas(quem: Assinante, dia: dt.date) -> list[Conta]:
    """Return the bills overdue at the end of ``dia`` (a payment of that day counts), oldest first."""
    return [
        conta
        for conta in quem.abertas
        if conta.mes.vencimento < dia
        and not (conta.quitada and conta.pagamento is not None and conta.pagamento.data <= dia)
    ]


def faturar(quem: Assinante, competencia: dt.date, cenario: Cenario, sorte: random.Random) -> Conta | None:
    """Return the bill of a month that ended, with the payment that will come; ``None`` when nothing is owed."""
    if not quem.periodos or quem.status is S.AGUARDANDO_INSTALACAO:
        return None
    mes = _mensalidade(quem.valor, competencia, _dias_cobraveis(quem, competencia), quem.dia)
    if mes.valor <= 0:
        return None
    conta = Conta(mes, competencia)
    conta.pagamento = _pagamento(quem, conta, cenario, sorte)
    avisa_em = mes.vencimento + dt.timedelta(days=quem.prazos.aviso)
    if conta.pagamento is None or not conta.quitada or conta.pagamento.data > avisa_em:
        conta.avisa_em = avisa_em
    quem.abertas.append(conta)
    return conta


# Most owe a whole month of one of a few prices, due on one of a dozen days.
@lru_cache(maxsize=16_384)
def _mensalidade(
    valor: Decimal, competencia: dt.date, dias: tuple[tuple[dt.date, dt.date], ...], dia: int
) -> Mensalidade:
    return mensalidade(valor, competencia, dias, vencimento(competencia, dia, antecipado=False), prorata=True)


def _dias_cobraveis(quem: Assinante, competencia: dt.date) -> tuple[tuple[dt.date, dt.date], ...]:
    """Return the days of the month in billable states; the day of a change belongs to the state it ends in."""
    fim_do_mes = ultimo_do_mes(competencia)
    dias = []
    for periodo in quem.periodos:
        if periodo.status in COBRAVEIS:
            ultimo = fim_do_mes if periodo.fim is None else periodo.fim.astimezone(FUSO).date() - UM_DIA
            trecho = max(periodo.inicio.astimezone(FUSO).date(), competencia), min(ultimo, fim_do_mes)
            if trecho[0] <= trecho[1]:
                dias.append(trecho)
    return tuple(dias)


def _pagamento(quem: Assinante, conta: Conta, cenario: Cenario, sorte: random.Random) -> Pagamento | None:
    """Return when and how a bill is paid; ``None``: not until now. Bills are paid in their order."""
    vence, emissao = conta.mes.vencimento, somar_meses(conta.competencia, 1)
    pequena = conta.mes.valor < VALOR_MINIMO
    some = vence >= quem.some_em or (quem.status is S.CANCELADO and sorte.random() < 0.4 and not pequena)
    if quem.parou_de_pagar or some:
        quem.parou_de_pagar = True
        return None
    habito = PONTUAL if pequena else quem.habito
    acaso = sorte.random()
    if habito == ATRASADO and acaso < 0.75:
        atraso = sorte.randint(1, 12)
    elif habito == ENROLADO and acaso < 0.8:
        atraso = sorte.randint(6, 40)
    elif acaso < 0.04 and quem.indice:
        atraso = sorte.randint(1, 6)
    else:
        atraso = -min(sorte.choice((0, 0, 1, 1, 2, 3, 4, 6, 9)), (vence - emissao).days)
    dia = max(vence + dt.timedelta(days=atraso), quem.ultimo_pagamento, emissao)
    if quem.meio != "pix":
        antes = cenario.util_antes(dia)
        dia = antes if atraso <= 0 and antes >= max(emissao, quem.ultimo_pagamento) else cenario.util(dia)
    if dia > cenario.hoje:
        return _parcial(quem, conta, cenario, emissao)
    quem.ultimo_pagamento = dia
    return Pagamento(dia, cenario.instante(dia, 9 + sorte.random() * 9), quem.meio, conta.mes.valor)


def _parcial(quem: Assinante, conta: Conta, cenario: Cenario, emissao: dt.date) -> Pagamento | None:
    """Return half of a bill paid at the desk by one in sixty of those who still owe it."""
    dia = cenario.util(max(emissao, quem.ultimo_pagamento))
    if quem.indice % 60 != 7 or dia > min(cenario.hoje, conta.mes.vencimento) or conta.mes.valor < 3 * VALOR_MINIMO:
        return None
    metade = arredondar(conta.mes.valor / 2)
    return Pagamento(dia, cenario.instante(dia, 11), "dinheiro", metade)
