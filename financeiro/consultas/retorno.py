"""What a retorno says and what became of it (F16)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from financeiro.consultas.caixa import caixas_para_receber
from financeiro.models import Caixa, FormaCobranca, ItemRetorno, Retorno
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
    """Annotate how many lines of each file a person must look at."""
    duvidas = ItemRetorno.objects.filter(retorno=OuterRef("pk"), resultado__in=(X.PROBLEMA, X.DESCONHECIDO))
    quantas = duvidas.order_by().values("retorno").annotate(n=Count("pk")).values("n")
    return retornos.annotate(analisar=Coalesce(Subquery(quantas), 0))


class Impedimento(NamedTuple):
    """Why a person cannot send a retorno at all, and the screen (URL name, permission, words) where that changes."""

    motivo: str
    url: str
    permissao: str
    rotulo: str


def impedimento_de_enviar(usuario: Any) -> Impedimento | None:
    """Return what must be set up before a person sends a retorno, ``None`` when nothing."""
    if not FormaCobranca.objects.exists():
        return Impedimento(
            "Nenhuma conta de banco cadastrada. Cadastre a forma de cobrança da conta em que os boletos são emitidos.",
            "financeiro:forma_cobranca_lista",
            "financeiro.ver_forma_cobranca",
            "Formas de cobrança",
        )
    if caixas_para_receber(usuario).exists():
        return None
    if Caixa.objects.filter(ativo=True).exists():
        motivo = (
            "Você não pode receber em nenhum caixa. Peça a um administrador o direito de receber no caixa em que os "
            "pagamentos do banco entram."
        )
    else:
        motivo = (
            "Nenhum caixa ativo para os pagamentos entrarem. Cadastre um caixa com o nome da conta do banco e diga "
            "quem recebe nele."
        )
    return Impedimento(motivo, "financeiro:caixa_lista", "financeiro.ver_caixa", "Caixas")
