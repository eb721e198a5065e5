"""Versions of rows: the house's functions answer as the libraries' do, and the last row costs what the first does."""

from __future__ import annotations

import time

import pghistory
import pgtrigger
import pytest
from django.apps import apps
from django.db import connection

from clientes.models import Cliente
from financeiro.models import Cobranca
from tests.clientes.fabricas import cliente
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db
FUNCOES = ("_pgh_attach_context", "_pgtrigger_should_ignore")


def versoes(cobranca: Cobranca) -> list:
    modelo = apps.get_model("financeiro", "CobrancaEvent")
    return list(modelo.objects.filter(pgh_obj=cobranca.pk).order_by("pgh_id").select_related("pgh_context"))


def test_as_funcoes_instaladas_sao_as_da_casa() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY (%s)", [list(FUNCOES)])
        fontes = dict(cursor.fetchall())
    assert set(fontes) == set(FUNCOES)
    for nome, fonte in fontes.items():
        assert "EXCEPTION" not in fonte, nome


def test_versao_com_e_sem_contexto() -> None:
    dona = cliente()
    solta = fabricas.cobranca(dona)
    assert [v.pgh_context for v in versoes(solta)] == [None]
    with pghistory.context(usuario=7):
        primeira = fabricas.cobranca(dona)
        with pghistory.context(motivo="correção"):
            segunda = fabricas.cobranca(dona)
    (um,), (dois,) = versoes(primeira), versoes(segunda)
    assert um.pgh_context_id == dois.pgh_context_id, "um contexto por pedido"
    assert dois.pgh_context.metadata == {"usuario": 7, "motivo": "correção"}
    solta.descricao = "depois"
    solta.save()
    assert [v.pgh_label for v in versoes(solta)] == ["insert", "update"]


def test_gatilho_posto_de_lado_nao_escreve_e_volta() -> None:
    dona = cliente()
    with pgtrigger.ignore("financeiro.Cobranca:insert_insert"):
        fora = fabricas.cobranca(dona)
    dentro = fabricas.cobranca(dona)
    assert (len(versoes(fora)), len(versoes(dentro))) == (0, 1)


def inserir(dona: Cliente, quantas: int) -> float:
    """Insert charges in the test's transaction; return the seconds."""
    inicio = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO financeiro_cobranca (cliente_id, tipo, descricao, vencimento, valor, desconto, valor_recebido,"
            " status, criada_em) SELECT %s, 'outra', n, '2026-01-01', 1, 0, 0, 'aberta', now()"
            " FROM generate_series(1, %s) n",
            [dona.pk, quantas],
        )
    return time.perf_counter() - inicio


def test_a_ultima_versao_de_uma_transacao_custa_o_que_custa_a_primeira() -> None:
    dona = cliente()
    inserir(dona, 100)
    tempos = [inserir(dona, 2000) for _ in range(8)]
    # With a subtransaction aborted a row, the last two thousand took ten times the first.
    assert min(tempos[-3:]) < 3 * min(tempos[:3]), tempos
