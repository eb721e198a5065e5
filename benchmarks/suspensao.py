"""The suspension run over many services; floor: the same sum of the debt and the same rows, by bare SQL."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from decimal import Decimal

from django.db import connection, transaction

from benchmarks.massa import semear
from benchmarks.medida import Medida, segundos
from clientes.models import ServicoCliente
from financeiro.acoes.suspensao import decidir_suspensao, executar_suspensao
from financeiro.acoes.suspensao_simular import preencher_simulacao
from financeiro.models import Cobranca, ExecucaoSuspensao, FormaCobranca
from hubsoft.core import processos
from hubsoft.core.datas import hoje
from hubsoft.core.models import Processo

A_SUSPENDER = 20  # one service in so many is 20 days late
ATRASADOS = 8  # one in so many is late, but not enough yet
# Who owes what, nothing else: the least that any decision must read.
PISO_DA_DECISAO = """
SELECT s.id, s.status, min(c.vencimento), sum(c.valor - c.desconto - c.valor_recebido)
  FROM clientes_servicocliente s
  JOIN financeiro_cobranca c ON c.servico_id = s.id
 WHERE c.status IN ('aberta', 'parcial') AND c.vencimento < %s
 GROUP BY s.id, s.status
"""
# The rows that the run left, written once more: state, period, sentence, event, delivery, decision, versions.
PISO_DAS_LINHAS = (
    ("clientes_periodostatus", "id > %s"),
    ("core_historico", "id > %s"),
    ("core_evento", "id > %s"),
    ("core_entregaevento", "id > %s"),
    ("financeiro_decisaosuspensao", "id > %s"),
)


def medir(quantos: int) -> Iterator[Medida]:
    """Yield the decision, the kept simulation and the run over ``quantos`` services."""
    _preparar(semear(quantos))
    dia = hoje()
    nome = f"suspension of {quantos:,} services".replace(",", " ")
    decisao = segundos(lambda: decidir_suspensao(dia))
    casos = decidir_suspensao(dia)
    minimo = segundos(lambda: _ler(dia))
    yield Medida(f"{nome}: decision, s (floor: the raw query)", decisao, minimo, "s", False)
    simulacao = ExecucaoSuspensao.objects.create(data=dia, simulacao=True)
    inicio = time.perf_counter()
    preencher_simulacao(_contexto(), simulacao.pk)
    yield Medida(f"{nome}: kept simulation, s (floor: its decision)", time.perf_counter() - inicio, decisao, "s", False)
    maiores = {tabela: _maior(tabela) for tabela, _ in PISO_DAS_LINHAS}
    inicio = time.perf_counter()
    executar_suspensao(_contexto())
    levou = time.perf_counter() - inicio
    suspensos = sum(caso.decisao.acao == "suspender" for caso in casos)
    assert ServicoCliente.objects.filter(status="suspenso_debito").count() >= suspensos
    piso = minimo + segundos(lambda: _escrever(maiores), 2)
    yield Medida(f"{nome}: run, {suspensos} suspended, s (floor: bare SQL)", levou, piso, "s", False)


def _preparar(formas: list[FormaCobranca]) -> None:
    """Give everybody a paid charge, some an overdue one; every day of the week counts."""
    FormaCobranca.objects.filter(pk__in=[f.pk for f in formas]).update(
        suspende_fim_de_semana=True, suspende_feriado=True, dias_suspensao_total=15, exige_aviso=False
    )
    servicos = ServicoCliente.objects.filter(dados_cobranca__forma__in=formas).order_by("pk")
    cobrancas = []
    for n, (pk, cliente) in enumerate(servicos.values_list("pk", "cliente_id").iterator()):
        comum = {"servico_id": pk, "cliente_id": cliente, "tipo": "outra", "descricao": "Mensalidade"}
        valor = Decimal("99.90")
        cobrancas.append(
            Cobranca(**comum, vencimento=hoje() - dt.timedelta(days=50), valor=valor, valor_recebido=valor,
                     status="recebida")
        )  # fmt: skip
        dias = 20 if n % A_SUSPENDER == 0 else 5 if n % ATRASADOS == 0 else None
        if dias:
            cobrancas.append(Cobranca(**comum, vencimento=hoje() - dt.timedelta(days=dias), valor=valor))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
        Cobranca.objects.bulk_create(cobrancas, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _contexto() -> processos.Contexto:
    return processos.Contexto(Processo.objects.create(tipo="bench", titulo="bench"))


def _ler(dia: dt.date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PISO_DA_DECISAO, [dia])
        cursor.fetchall()


def _maior(tabela: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {tabela}")
        return int(cursor.fetchone()[0])


def _escrever(maiores: dict[str, int]) -> None:
    """Copy what the run added to tables of the same shape and indexes, and drop them."""
    with transaction.atomic(), connection.cursor() as cursor:
        for tabela, onde in PISO_DAS_LINHAS:
            cursor.execute(f"CREATE TEMPORARY TABLE c (LIKE {tabela} INCLUDING INDEXES)")
            cursor.execute(f"INSERT INTO c SELECT * FROM {tabela} WHERE {onde}", [maiores[tabela]])
            cursor.execute("DROP TABLE c")
