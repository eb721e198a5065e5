"""The figures of the home page, each one aggregate over an index."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum

from financeiro.models import Cobranca, Recibo
from hubsoft.core.datas import UM_DIA, primeiro_do_mes
from hubsoft.core.dinheiro import ZERO

SALDO = F("valor") - F("desconto") - F("valor_recebido")
# Days late of each bar: from, to (None: no end).
FAIXAS: tuple[tuple[int, int | None], ...] = ((1, 15), (16, 30), (31, 60), (61, 90), (91, None))


class Figura(NamedTuple):
    """A value in reais and how many charges or receipts make it."""

    valor: Decimal
    quantidade: int


def _figura(cobrancas: QuerySet[Cobranca]) -> Figura:
    soma = cobrancas.order_by().aggregate(valor=Sum(SALDO), n=Count("pk"))
    return Figura(soma["valor"] or ZERO, soma["n"])


def a_receber(usuario: Any, dia: dt.date) -> Figura:
    """Return what is open and due on ``dia``."""
    return _figura(Cobranca.objects.visiveis_para(usuario).abertas().filter(vencimento=dia))


def vencido(usuario: Any, dia: dt.date) -> Figura:
    """Return what is open and was due before ``dia``."""
    return _figura(Cobranca.objects.visiveis_para(usuario).vencidas(dia))


def _recibos(usuario: Any) -> QuerySet[Recibo]:
    return Recibo.objects.visiveis_para(usuario).filter(estornado_em__isnull=True).order_by()


def recebido(usuario: Any, dia: dt.date) -> Figura:
    """Return what was received on ``dia`` and not undone."""
    soma = _recibos(usuario).filter(data=dia).aggregate(total=Sum("valor"), n=Count("pk"))
    return Figura(soma["total"] or ZERO, soma["n"])


def recebido_por_dia(usuario: Any, ate: dt.date) -> list[tuple[dt.date, Decimal]]:
    """Return the reais received on each day of the month of ``ate`` up to it, zeros included."""
    inicio = primeiro_do_mes(ate)
    linhas = _recibos(usuario).filter(data__range=(inicio, ate)).values_list("data").annotate(total=Sum("valor"))
    somas = dict(linhas)
    dias = [inicio + UM_DIA * n for n in range((ate - inicio).days + 1)]
    return [(dia, somas.get(dia, ZERO)) for dia in dias]


def vencido_por_idade(usuario: Any, dia: dt.date) -> list[tuple[str, Decimal]]:
    """Return the overdue reais by days late, in one pass."""
    somas = {}
    for ordem, (de, ate) in enumerate(FAIXAS):
        condicao = Q(vencimento__lte=dia - UM_DIA * de)
        if ate is not None:
            condicao &= Q(vencimento__gte=dia - UM_DIA * ate)
        somas[f"faixa_{ordem}"] = Sum(SALDO, filter=condicao)
    valores = Cobranca.objects.visiveis_para(usuario).vencidas(dia).order_by().aggregate(**somas)
    rotulos = [f"{de}–{ate}" if ate else f"> {de - 1}" for de, ate in FAIXAS]
    return [(rotulo, valores[f"faixa_{n}"] or ZERO) for n, rotulo in enumerate(rotulos)]
