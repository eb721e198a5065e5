"""A change of plan of many services at once; floor: the rows it wrote once more, by bare SQL."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal

from django.db import connection, transaction

from benchmarks.massa import semear
from benchmarks.medida import Medida, segundos
from clientes.acoes.alterar_em_massa import aplicar_alteracao, conferir_alteracao, contagem, pedir_alteracao
from clientes.models import Plano, ServicoCliente
from configuracao.models import Usuario
from hubsoft.core import processos
from hubsoft.core.models import Processo

# What the change added: services once more (their new versions on disk), history, versions, prices, events, items.
TABELAS = (
    ("clientes_servicocliente", "id > %s", False),
    ("clientes_servicoclienteevent", "pgh_id > %s", True),
    ("clientes_mudancavalor", "id > %s", True),
    ("core_historico", "id > %s", True),
    ("core_evento", "id > %s", True),
    ("core_entregaevento", "id > %s", True),
    ("clientes_itemalteracao", "id > %s", False),
)


def medir(quantos: int) -> Iterator[Medida]:
    """Yield the selection, the check and the change of ``quantos`` services."""
    formas = semear(quantos)
    quem = Usuario.objects.filter(is_superuser=True).first() or Usuario.objects.create_superuser("bench", "x")
    novo = Plano.objects.create(
        nome=f"Plano novo de {formas[0].pk}", valor=Decimal("150.00"), download_kbps=900_000, upload_kbps=450_000
    )
    servicos = ServicoCliente.objects.filter(dados_cobranca__forma__in=formas)
    nome = f"change of plan of {quantos:,} services".replace(",", " ")
    dados = {"plano": novo, "substitui_valor": True}
    inicio = time.perf_counter()
    alteracao = pedir_alteracao(servicos, "clientes.plano", dados, quem)
    escolha = time.perf_counter() - inicio
    yield Medida(f"{nome}: choosing, s (floor: the same INSERT)", escolha, _so_escolher(alteracao.pk), "s", False)
    contexto = processos.Contexto(Processo.objects.create(tipo="bench", titulo="bench", usuario=quem))
    inicio = time.perf_counter()
    conferir_alteracao(contexto, alteracao.pk)
    yield Medida(
        f"{nome}: check, s (floor: its rows)", time.perf_counter() - inicio, _so_escolher(alteracao.pk), "s", False
    )
    maiores = {tabela: _maior(tabela, onde) if novas else 0 for tabela, onde, novas in TABELAS}
    contexto = processos.Contexto(Processo.objects.create(tipo="bench", titulo="bench", usuario=quem))
    inicio = time.perf_counter()
    aplicar_alteracao(contexto, alteracao.pk)
    levou = time.perf_counter() - inicio
    assert contagem(alteracao)["alterado"] == quantos
    ids = {
        "clientes_servicocliente": f"plano_id = {novo.pk}",
        "clientes_itemalteracao": f"alteracao_id = {alteracao.pk}",
    }
    yield Medida(
        f"{nome}: change, s (floor: bare SQL)", levou, segundos(lambda: _escrever(maiores, ids), 3), "s", False
    )


def _maior(tabela: str, onde: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max({onde.split()[0]}), 0) FROM {tabela}")
        return int(cursor.fetchone()[0])


def _so_escolher(alteracao: int) -> float:
    """Write the chosen rows into a table of the same shape and indexes."""

    def copiar() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE c (LIKE clientes_itemalteracao INCLUDING INDEXES)")
            cursor.execute("INSERT INTO c SELECT * FROM clientes_itemalteracao WHERE alteracao_id = %s", [alteracao])
            cursor.execute("DROP TABLE c")

    return segundos(copiar)


def _escrever(maiores: dict[str, int], ids: dict[str, str]) -> None:
    """Copy what the change wrote to tables of the same shape and indexes, and drop them."""
    with transaction.atomic(), connection.cursor() as cursor:
        for tabela, onde, novas in TABELAS:
            cursor.execute(f"CREATE TEMPORARY TABLE c (LIKE {tabela} INCLUDING INDEXES)")
            condicao = onde if novas else ids[tabela]
            cursor.execute(
                f"INSERT INTO c SELECT * FROM {tabela} WHERE {condicao}", [maiores[tabela]] if novas else None
            )
            cursor.execute("DROP TABLE c")
