"""What a retorno says and what became of it (F16)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from financeiro.models import ItemRetorno, Retorno
from hubsoft.core.dinheiro import ZERO

X, T = ItemRetorno.Resultado, ItemRetorno.Tipo


class Resumo(NamedTuple):
    """The figures of a file; ``resultados``: (value, label, how many) of those that occur."""

    linhas: int
    entradas: int
    liquidacoes: int
    recebido: Decimal
    tarifas: Decimal
    resultados: list[tuple[str, str, int]]


def resumo_do_retorno(retorno: Retorno) -> Resumo:
    """Return the figures of a retorno; two queries."""
    itens = ItemRetorno.objects.filter(retorno=retorno).order_by()
    pagas = Q(tipo=T.LIQUIDACAO)
    soma: dict[str, Any] = itens.aggregate(
        linhas=Count("pk"),
        entradas=Count("pk", filter=Q(tipo=T.ENTRADA_CONFIRMADA)),
        liquidacoes=Count("pk", filter=pagas),
        recebido=Sum("valor_recebido", filter=pagas),
        tarifas=Sum("tarifa", filter=pagas),
    )
    contas = dict(itens.values_list("resultado").annotate(Count("pk")))
    return Resumo(
        soma["linhas"],
        soma["entradas"],
        soma["liquidacoes"],
        soma["recebido"] or ZERO,
        soma["tarifas"] or ZERO,
        [(valor, rotulo, contas[valor]) for valor, rotulo in X.choices if valor in contas],
    )


def com_contas(retornos: QuerySet[Retorno]) -> QuerySet[Retorno]:
    """Annotate how many lines each file has, what was paid, and what a person must look at."""
    pendente = Q(itens__resultado__in=(X.PROBLEMA, X.DESCONHECIDO))
    return retornos.annotate(
        linhas=Count("itens"),
        recebido=Sum("itens__valor_recebido", default=ZERO),
        analisar=Count("itens", filter=pendente),
    )
