"""What a service owes for a month (F10, F11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from financeiro.regras.prorata import Mudanca, Parte, Periodo, dias_cobraveis, partes_do_mes, preco_no_dia
from hubsoft.core.datas import dia_do_mes, somar_meses, ultimo_do_mes
from hubsoft.core.dinheiro import ZERO


class Diferenca(NamedTuple):
    """A month paid before use that cost ``devido`` where ``cobrado`` was billed: ``valor`` is still to be settled."""

    competencia: dt.date
    cobrado: Decimal
    devido: Decimal
    valor: Decimal


class Mensalidade(NamedTuple):
    """A monthly charge to be made; ``usados`` days of the month count, ``partes`` are billed.

    ``valor`` is their sum and what earlier months are short of, ``desconto`` what those were billed too much
    (``acertos`` says of which months). ``valor`` zero: nothing is owed. ``prorata``: whether only the days that count
    are billed.
    """

    inicio: dt.date
    fim: dt.date
    vencimento: dt.date
    usados: int
    partes: tuple[Parte, ...]
    valor: Decimal
    prorata: bool
    acertos: tuple[Diferenca, ...] = ()
    desconto: Decimal = ZERO

    @property
    def liquido(self) -> Decimal:
        """What is to be paid, in reais."""
        return self.valor - self.desconto

    @property
    def dias(self) -> int:
        """How many days are billed."""
        return sum(parte.dias for parte in self.partes)


def vencimento(competencia: dt.date, dia: int, antecipado: bool) -> dt.date:
    """Return the due date: in the month itself when paid before use, in the next one when paid after."""
    mes = competencia if antecipado else somar_meses(competencia, 1)
    return dia_do_mes(mes.year, mes.month, dia)


def mensalidade(
    valor: Decimal,
    competencia: dt.date,
    periodos: Sequence[Periodo],
    vence: dt.date,
    prorata: bool,
    mudancas: Sequence[Mudanca] = (),
) -> Mensalidade:
    """Return the charge of a month for a service that was billable in ``periodos`` (inclusive days).

    ``valor`` is its price now, ``mudancas`` those of the past, in order. With ``prorata`` only those days are billed;
    without it a service with any such day owes the whole month at the price of its last day (manual: *Como gerar o
    faturamento mensal*, switch Pró-rata).
    """
    # A provider has few prices and due days: the thousands of services of a run are few different months.
    return _mensalidade(valor, competencia, tuple(periodos), vence, prorata, tuple(mudancas))


@lru_cache(maxsize=16_384)
def _mensalidade(
    valor: Decimal,
    competencia: dt.date,
    periodos: tuple[Periodo, ...],
    vence: dt.date,
    prorata: bool,
    mudancas: tuple[Mudanca, ...],
) -> Mensalidade:
    fim = ultimo_do_mes(competencia)
    usados = dias_cobraveis(competencia, periodos)
    if prorata or not usados:
        partes = partes_do_mes(valor, competencia, periodos, mudancas)
    else:
        preco = preco_no_dia(fim, valor, mudancas)
        partes = partes_do_mes(preco, competencia, [(competencia, fim)])
    total = sum((parte.valor for parte in partes), ZERO)
    return Mensalidade(competencia, fim, vence, usados, partes, total, prorata)


def com_acertos(mes: Mensalidade, diferencas: Sequence[Diferenca]) -> Mensalidade:
    """Return the charge with the differences of earlier months settled, those too short first, then the oldest.

    A credit larger than the charge is used up to its value and waits with the rest; a month without charge settles
    nothing. What ``mes`` settled already is forgotten.
    """
    if mes.acertos:
        mes = mes._replace(valor=sum((parte.valor for parte in mes.partes), ZERO), desconto=ZERO, acertos=())
    if not mes.partes or not diferencas:
        return mes
    a_mais = [diferenca for diferenca in diferencas if diferenca.valor > 0]
    valor = resto = mes.valor + sum((diferenca.valor for diferenca in a_mais), ZERO)
    a_menos = []
    for diferenca in diferencas:
        usado = min(-diferenca.valor, resto)
        if usado > 0:
            a_menos.append(diferenca._replace(valor=-usado))
            resto -= usado
    return mes._replace(valor=valor, desconto=valor - resto, acertos=(*a_mais, *a_menos))
