"""What the database takes part in: the demonstration provider."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.medida import Medida, segundos
from demonstracao.provedor.criar import criar


def medir(clientes: int) -> Iterator[Medida]:
    """Yield the measures."""
    call_command("migrate", interactive=False, verbosity=0)
    inicio = time.perf_counter()
    resumo = criar(clientes)
    levou = time.perf_counter() - inicio
    assert resumo is not None
    yield from _provedor(clientes, levou)


def _provedor(clientes: int, levou: float) -> Iterator[Medida]:
    """The rows of faturas, charges and receipts by the generator, against copying them inside the server."""

    def copiar() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for tabela in ("financeiro_fatura", "financeiro_cobranca", "financeiro_recibo", "core_historico"):
                cursor.execute(f"CREATE TEMPORARY TABLE c (LIKE {tabela} INCLUDING INDEXES)")
                cursor.execute(f"INSERT INTO c SELECT * FROM {tabela}")
                cursor.execute("DROP TABLE c")

    yield Medida("demonstration provider, s (floor: copy of its rows)", levou, segundos(copiar), "s", False)
