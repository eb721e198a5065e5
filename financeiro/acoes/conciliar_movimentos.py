"""Many movements of a caixa checked against the bank's statement at once, or the check taken away again (F23)."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from financeiro.consultas.caixa import pode_no_caixa
from financeiro.models import Caixa, MovimentoCaixa
from hubsoft.core import processos
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.historico import Area
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto
from hubsoft.core.texto import contar

TIPO = "financeiro.conciliar_movimentos"
LIMITE_NA_TELA = 1000
"""Movements that a request may still mark by itself."""
TETO = 100_000
"""Movements that one job takes: its list of keys is kept in its row."""
LOTE = 1000


class Marca(NamedTuple):
    """One way of marking: which movements it finds, and how it tells of them."""

    acha_conciliado: bool
    titulo: str
    fim: str
    nada: str
    um: str
    varios: str


MARCAS = {
    "conciliar": Marca(
        False,
        "Conciliação de {}",
        "conciliado com o extrato.",
        "Todos os movimentos escolhidos já estão conciliados.",
        "movimento conciliado",
        "movimentos conciliados",
    ),
    "desfazer": Marca(
        True,
        "Conciliação desfeita de {}",
        "com a conciliação desfeita.",
        "Nenhum dos movimentos escolhidos está conciliado.",
        "conciliação desfeita",
        "conciliações desfeitas",
    ),
}

# Locked in the order of their keys; one that somebody else marked meanwhile is left as it is.
MARCAR = """
WITH travados AS MATERIALIZED (
    SELECT id FROM financeiro_movimentocaixa
    WHERE id = ANY(%(ids)s) AND caixa_id = %(caixa)s AND (conciliado_em IS NOT NULL) = %(acha)s
    ORDER BY id FOR UPDATE
), marcados AS (
    UPDATE financeiro_movimentocaixa movimento
    SET conciliado_em = %(em)s, conciliado_por_id = %(por)s FROM travados WHERE movimento.id = travados.id
    RETURNING movimento.id, movimento.descricao
)
INSERT INTO core_historico (criado_em, area, frase, objeto_tipo, objeto_id, usuario_id, origem)
SELECT %(agora)s, %(area)s, 'Movimento ' || id || ' “' || descricao || '” ' || %(fim)s,
    'financeiro.caixa', %(caixa)s, %(usuario)s, ''
FROM marcados ORDER BY id
"""


def a_marcar(movimentos: QuerySet[MovimentoCaixa], verbo: str) -> QuerySet[MovimentoCaixa]:
    """Return those that the verb (a key of :data:`MARCAS`) would still change."""
    return movimentos.filter(conciliado_em__isnull=not MARCAS[verbo].acha_conciliado)


def conciliar_movimentos(
    caixa: Caixa, movimentos: QuerySet[MovimentoCaixa], verbo: str, usuario: Any
) -> int | Processo:
    """Mark movements of a caixa as found in its statement (``conciliar``), or take the mark away (``desfazer``).

    Those that are so already are left alone. Returns how many changed, or the job that changes them when they are
    more than :data:`LIMITE_NA_TELA`. Raises ``ErroDeNegocio`` without the right, when none would change, or when they
    are more than :data:`TETO`.
    """
    if not pode_no_caixa(caixa, usuario, "conciliar"):
        raise ErroDeNegocio(f"Você não pode conciliar no caixa {caixa}. Peça o direito ao administrador.")
    marca = MARCAS[verbo]
    ids = list(a_marcar(movimentos, verbo).order_by("pk").values_list("pk", flat=True)[: TETO + 1])
    if not ids:
        raise ErroDeNegocio(marca.nada)
    if len(ids) > TETO:
        raise ErroDeNegocio("São mais de 100.000 movimentos. Filtre um período menor e repita.")
    if len(ids) > LIMITE_NA_TELA:
        argumentos = {"caixa_id": caixa.pk, "ids": ids, "verbo": verbo}
        titulo = marca.titulo.format(caixa)
        return processos.iniciar(TIPO, titulo, argumentos, usuario, chave_exclusiva=f"{TIPO}:{caixa.pk}")
    with transaction.atomic():
        return _marcar(caixa.pk, ids, marca, usuario)


def conciliar_movimentos_grande(contexto: Contexto, caixa_id: int, ids: list[int], verbo: str) -> str:
    """Job: mark them batch by batch; a resumed job goes on after the last batch that committed."""
    marca = MARCAS[verbo]
    inicio, marcados = int(contexto.ponto.get("inicio", 0)), int(contexto.ponto.get("marcados", 0))
    contexto.total(len(ids))
    contexto.feito(inicio)
    while inicio < len(ids):
        contexto.verificar_cancelamento()
        with transaction.atomic():
            marcados += _marcar(caixa_id, ids[inicio : inicio + LOTE], marca, contexto.usuario)
            inicio += LOTE
            contexto.gravar_ponto(inicio=inicio, marcados=marcados)
        contexto.feito(min(inicio, len(ids)))
    return f"{contar(marcados, marca.um, marca.varios)}."


def _marcar(caixa_id: int, ids: list[int], marca: Marca, usuario: Any) -> int:
    instante, quem = agora(), getattr(usuario, "pk", None)
    valores = {
        "ids": ids,
        "caixa": caixa_id,
        "acha": marca.acha_conciliado,
        "em": None if marca.acha_conciliado else instante,
        "por": None if marca.acha_conciliado else quem,
        "agora": instante,
        "area": Area.FINANCEIRO,
        "fim": marca.fim,
        "usuario": quem,
    }
    with connection.cursor() as cursor:
        cursor.execute(MARCAR, valores)
        return int(cursor.rowcount)
