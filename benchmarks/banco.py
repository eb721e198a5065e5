"""What the database takes part in: the client search, the demonstration provider itself."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.medida import Medida, p95, segundos
from clientes.busca import procurar
from clientes.models import Cliente
from demonstracao.provedor.criar import criar

BUSCA_CRUA = """
SELECT id, nome FROM clientes_cliente WHERE busca @@ to_tsquery('simple', %s) ORDER BY nome, id LIMIT 25
"""


def medir(clientes: int) -> Iterator[Medida]:
    """Yield the measures."""
    call_command("migrate", interactive=False, verbosity=0)
    inicio = time.perf_counter()
    resumo = criar(clientes)
    levou = time.perf_counter() - inicio
    assert resumo is not None
    yield from _provedor(clientes, levou)
    yield _busca()


def _provedor(clientes: int, levou: float) -> Iterator[Medida]:
    """The rows of faturas, charges and receipts by the generator, against copying them inside the server."""

    def copiar() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for tabela in ("financeiro_fatura", "financeiro_cobranca", "financeiro_recibo", "core_historico"):
                cursor.execute(f"CREATE TEMPORARY TABLE c (LIKE {tabela} INCLUDING INDEXES)")
                cursor.execute(f"INSERT INTO c SELECT * FROM {tabela}")
                cursor.execute("DROP TABLE c")

    yield Medida("demonstration provider, s (floor: copy of its rows)", levou, segundos(copiar), "s", False)


def _busca() -> Medida:
    nomes = list(Cliente.objects.order_by("pk").values_list("nome", flat=True))
    sorte = random.Random(7)
    termos = [" ".join(parte[:4] for parte in sorte.choice(nomes).split()[:2]) for _ in range(200)]

    def pela_tela(termo: str) -> None:
        list(procurar(Cliente.objects.all(), termo).order_by("nome", "id")[:25])

    def crua(termo: str) -> None:
        consulta = " & ".join(f"{palavra}:*" for palavra in termo.lower().split())
        with connection.cursor() as cursor:
            cursor.execute(BUSCA_CRUA, [consulta])
            cursor.fetchall()

    for aquecer in (pela_tela, crua):
        aquecer(termos[0])
    return Medida(
        "client search, p95 ms (floor: the raw query)", p95(pela_tela, termos), p95(crua, termos), "ms", False
    )
