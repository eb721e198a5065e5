"""The monthly run over many services; floor: the same rows by bare ``INSERT … SELECT``, with keys and constraints."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence

from django.db import connection, transaction

from benchmarks.massa import semear
from benchmarks.medida import Medida, segundos
from financeiro.models import Cobranca, Fatura, Faturamento, FormaCobranca
from hubsoft.core import processos
from hubsoft.core.models import Historico

COMPETENCIA = dt.date(2026, 11, 1)
# What the run wrote, once more: other ids, numbers and month, so that every key and constraint is at work. The
# versions are inserted as rows, by no trigger.
MUDADOS = {
    "financeiro_fatura": {"id": "id + 1000000000", "nosso_numero": "'P' || nosso_numero"},
    "financeiro_cobranca": {
        "id": "id + 1000000000",
        "fatura_id": "fatura_id + 1000000000",
        "competencia": "(competencia + interval '100 years')::date",
    },
    "financeiro_faturaevent": {"pgh_id": "pgh_id + 1000000000"},
    "financeiro_cobrancaevent": {"pgh_id": "pgh_id + 1000000000"},
    "core_historico": {"id": "id + 1000000000"},
}


def medir(quantidades: Sequence[int]) -> Iterator[Medida]:
    """Yield the measures of each quantity of services, and how far the largest is from growing linearly."""
    repouso = em_trabalhador()["mb"]
    razoes: list[float] = []
    for quantos in quantidades:
        faturamento, feito = _rodar(semear(quantos))
        total = Fatura.objects.filter(faturamento=faturamento).count()
        minimo = segundos(lambda f=faturamento: _piso(f), 2)
        razoes.append(feito["segundos"] / minimo)
        nome = f"monthly run of {total:,} services".replace(",", " ")
        yield Medida(f"{nome}, s (floor: bare INSERT … SELECT)", feito["segundos"], minimo, "s", False)
        yield Medida(f"{nome}, MB (floor: a worker at rest)", feito["mb"], repouso, "MB", False)
    if len(razoes) > 1:
        yield Medida("monthly run, times its floor, largest (floor: smallest)", razoes[-1], razoes[0], "x", False)


def _rodar(formas: list[FormaCobranca]) -> tuple[Faturamento, dict[str, float]]:
    faturamento = Faturamento.objects.create(competencia=COMPETENCIA)
    faturamento.formas.set(formas)
    processo = processos.criar(
        "financeiro.faturar_mes", "bench", {"faturamento_id": faturamento.pk}, chave_exclusiva=f"bench{faturamento.pk}"
    )
    return faturamento, em_trabalhador(processo.pk)


def em_trabalhador(*argumentos: int) -> dict[str, float]:
    """Run a job in a process of its own, by its id (none: only start); return its ``segundos`` and ``mb``."""
    comando = [sys.executable, "-m", "benchmarks.trabalhador", *map(str, argumentos)]
    dito: dict[str, float] = json.loads(subprocess.run(comando, stdout=subprocess.PIPE, check=True).stdout)
    return dito


def _piso(faturamento: Faturamento) -> None:
    """Insert the run's rows into their own tables, check every constraint, and take them back."""
    faturas = "IN (SELECT id FROM financeiro_fatura WHERE faturamento_id = %s)"
    escolha = {
        "core_historico": f"objeto_tipo = '{Fatura._meta.label_lower}' AND objeto_id {faturas}",
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SAVEPOINT antes")
        for modelo in (Fatura, Cobranca, Historico):
            cursor.execute(f"ALTER TABLE {modelo._meta.db_table} DISABLE TRIGGER USER")
        for tabela, mudados in MUDADOS.items():
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
                [tabela],
            )
            colunas = [nome for (nome,) in cursor.fetchall()]
            valores = ", ".join(mudados.get(nome, nome) for nome in colunas)
            onde = escolha.get(tabela, "faturamento_id = %s")
            cursor.execute(
                f"INSERT INTO {tabela} ({', '.join(colunas)}) SELECT {valores} FROM {tabela} WHERE {onde}",
                [faturamento.pk],
            )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ROLLBACK TO SAVEPOINT antes")
