"""Several spellings of a neighbourhood become one, in every address (C07; manual: *Agrupar bairros*)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from clientes.models import Bairro, Endereco
from hubsoft.core import processos
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.historico import Area
from hubsoft.core.models import Processo
from hubsoft.core.processos import Contexto

TIPO = "clientes.agrupar_bairros"
LIMITE_NA_TELA = 1000
"""Addresses that a request may still change by itself."""
LOTE = 1000

# The old name travels from the locked rows: after the UPDATE it is gone.
TROCAR = """
WITH antes AS MATERIALIZED (
    SELECT id, bairro FROM clientes_endereco WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE
), trocado AS (
    UPDATE clientes_endereco endereco SET bairro = %(nome)s FROM antes
    WHERE endereco.id = antes.id AND antes.bairro = ANY(%(nomes)s) AND antes.bairro <> %(nome)s
    RETURNING endereco.id, endereco.cliente_id, endereco.servico_id, endereco.tipo, antes.bairro
)
INSERT INTO core_historico
    (criado_em, area, frase, objeto_tipo, objeto_id, cliente_id, servico_id, usuario_id, origem)
SELECT %(agora)s, %(area)s, 'Endereço (' || CASE tipo WHEN 'cadastral' THEN 'cadastral' WHEN 'instalacao' THEN
        'instalação' WHEN 'fiscal' THEN 'fiscal' ELSE 'cobrança' END || ') alterado: bairro de ' || bairro || ' para '
        || %(nome)s || ', no agrupamento de bairros.',
    'clientes.endereco', id, cliente_id, servico_id, %(usuario)s, ''
FROM trocado ORDER BY id
"""


class Escolha(NamedTuple):
    """Names of one city that become another."""

    cidade_id: int
    nomes: list[str]


def por_cidade(bairros: Iterable[Bairro]) -> list[Escolha]:
    """Return the names chosen of each city; a name is changed only where it was chosen."""
    nomes: dict[int, list[str]] = {}
    for bairro in bairros:
        nomes.setdefault(bairro.cidade_id, []).append(bairro.nome)
    return [Escolha(cidade, sorted(lista)) for cidade, lista in sorted(nomes.items())]


def agrupar_bairros(bairros: Iterable[Bairro], nome: str, usuario: Any) -> int | Processo:
    """Give the addresses of ``bairros`` the name ``nome``, each in its city, told in each client's cadastral history.

    Returns how many addresses changed, or the job that changes them when they are more than :data:`LIMITE_NA_TELA`.
    Only addresses of clients that the user may see change. Raises ``ErroDeNegocio`` when nothing would.
    """
    escolhas = por_cidade(bairros)
    pendentes = sum(enderecos_a_trocar(escolha, nome, usuario).count() for escolha in escolhas)
    if not pendentes:
        raise ErroDeNegocio("Todos os endereços escolhidos já têm este nome de bairro.", "nome")
    if pendentes > LIMITE_NA_TELA:
        argumentos = {"escolhas": [[e.cidade_id, e.nomes] for e in escolhas], "nome": nome}
        return processos.iniciar(TIPO, f"Agrupamento de bairros em {nome}", argumentos, usuario, chave_exclusiva=TIPO)
    with transaction.atomic():
        return sum(trocar_lote(escolha, nome, usuario) for escolha in escolhas)


def enderecos_a_trocar(escolha: Escolha, nome: str, usuario: Any) -> QuerySet[Endereco]:
    """Return the addresses that still have one of the names."""
    do_bairro = Q(cidade=escolha.cidade_id, bairro__in=escolha.nomes) & ~Q(bairro=nome)
    return Endereco.objects.visiveis_para(usuario).filter(do_bairro)


def trocar_lote(escolha: Escolha, nome: str, usuario: Any) -> int:
    """Change the next addresses, :data:`LOTE` at most, and return how many; run again it goes on with the rest."""
    ids = list(enderecos_a_trocar(escolha, nome, usuario).order_by("pk").values_list("pk", flat=True)[:LOTE])
    if not ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            TROCAR,
            {
                "ids": ids,
                "nomes": escolha.nomes,
                "nome": nome,
                "agora": agora(),
                "area": Area.CADASTRAL,
                "usuario": getattr(usuario, "pk", None),
            },
        )
        return int(cursor.rowcount)


def agrupar_bairros_grande(contexto: Contexto, escolhas: list[list[Any]], nome: str) -> str:
    """Job: change them batch by batch. What is done no longer has the old name, so a resumed job finds the rest."""
    pares = [Escolha(cidade, nomes) for cidade, nomes in escolhas]
    feitos = int(contexto.ponto.get("feitos", 0))
    faltam = sum(enderecos_a_trocar(escolha, nome, contexto.usuario).count() for escolha in pares)
    contexto.total(feitos + faltam)
    contexto.feito(feitos)
    for escolha in pares:
        while enderecos_a_trocar(escolha, nome, contexto.usuario).exists():
            contexto.verificar_cancelamento()
            with transaction.atomic():
                feitos += trocar_lote(escolha, nome, contexto.usuario)
                contexto.gravar_ponto(feitos=feitos)
            contexto.feito(feitos)
    return f"{feitos:,} endereços agora têm o bairro {nome}.".replace(",", ".")
