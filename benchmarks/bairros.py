"""Spellings of a neighbourhood made one (C07); floor: the same rows changed and told by two bare statements."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction

from benchmarks.massa import semear
from benchmarks.medida import Medida, segundos
from benchmarks.mes import em_trabalhador
from clientes.acoes.agrupar_bairros import agrupar_bairros
from clientes.models import Bairro, Endereco
from configuracao.models import Usuario
from hubsoft.core.models import Historico, Processo

GRAFIAS = ("Jd. Flores", "Jardim Flôres", "JD FLORES", "Jardim das Flores")
NOME = "Jardim Flores"


def medir(enderecos: int) -> Iterator[Medida]:
    """Yield the seconds and the memory of the job over so many addresses of four spellings."""
    semear(enderecos)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE clientes_endereco SET bairro = (%s::text[])[1 + id %% 4] WHERE servico_id IS NULL", [list(GRAFIAS)]
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")
    quem = Usuario.objects.create_superuser("bench@bench.br", "senha-do-bench", nome="Bench")
    processo = agrupar_bairros(Bairro.objects.filter(nome__in=GRAFIAS), NOME, quem)
    assert isinstance(processo, Processo)
    feito, repouso = em_trabalhador(processo.pk), em_trabalhador()["mb"]
    assert Endereco.objects.filter(bairro=NOME).count() == enderecos
    assert Historico.objects.filter(frase__contains="agrupamento").count() == enderecos
    nome = f"{enderecos:,} addresses of four spellings made one".replace(",", " ")
    yield Medida(f"{nome}, s (floor: bare SQL)", feito["segundos"], segundos(_piso, 2), "s", False)
    yield Medida(f"{nome}, MB (floor: at rest)", feito["mb"], repouso, "MB", False)


def _piso() -> None:
    """Change the name of the same addresses and copy their sentences, triggers off, and take it back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SAVEPOINT antes")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE clientes_endereco SET bairro = 'Outro' WHERE bairro = %s", [NOME])
        cursor.execute(
            "INSERT INTO core_historico (criado_em, area, frase, objeto_tipo, objeto_id, cliente_id, servico_id, "
            "usuario_id, origem) SELECT criado_em, area, frase, objeto_tipo, objeto_id, cliente_id, servico_id, "
            "usuario_id, origem FROM core_historico WHERE frase LIKE '%agrupamento%'"
        )
        cursor.execute("ROLLBACK TO SAVEPOINT antes")
