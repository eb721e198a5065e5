"""The kept connection to the database is looked at without asking, and asked when there is something to read."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def outra(db: None) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, open."""
    conexao = connections.create_connection("default")
    conexao.connect()
    yield conexao
    conexao.close()


def _de_fora(conexao: BaseDatabaseWrapper, comando: str) -> None:
    onde = conexao.get_connection_params()
    with psycopg.connect(host=onde["host"], user=onde["user"], dbname=onde["dbname"], autocommit=True) as quem:
        quem.execute(comando)


def test_conexao_viva_nao_custa_uma_pergunta(outra: BaseDatabaseWrapper) -> None:
    with CaptureQueriesContext(outra) as consultas:
        assert outra.is_usable()
    assert not consultas.captured_queries


def test_conexao_que_o_servidor_largou_nao_serve(outra: BaseDatabaseWrapper) -> None:
    with outra.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    _de_fora(outra, f"SELECT pg_terminate_backend({pid}, 5000)")
    assert not outra.is_usable()


def test_o_que_o_servidor_diz_sem_sair_nao_fecha_a_conexao(outra: BaseDatabaseWrapper) -> None:
    with outra.cursor() as cursor:
        cursor.execute("LISTEN recado")
    _de_fora(outra, "NOTIFY recado")
    assert outra.is_usable()


def test_transacao_que_falhou_nao_serve(outra: BaseDatabaseWrapper) -> None:
    with outra.cursor() as cursor:
        cursor.execute("BEGIN")
        with pytest.raises(DatabaseError):
            cursor.execute("SELECT 1 / 0")
    assert not outra.is_usable()
