"""Many rows written at once, each with its own values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError

from financeiro.models import Cobranca, Fatura, Remessa
from hubsoft.core import em_lote
from hubsoft.core.em_lote import atualizar_em_lote
from tests.clientes.fabricas import cliente
from tests.financeiro import fabricas
from tests.financeiro.banco import fatura, itau

pytestmark = pytest.mark.django_db


def test_cada_linha_recebe_os_seus_valores_em_um_comando(monkeypatch, django_assert_num_queries) -> None:
    dona, outra = cliente(), cliente("Outra")
    cobrancas = [fabricas.cobranca(dona, "100.00") for _ in range(5)]
    fora = fabricas.cobranca(dona, "100.00")
    for n, cobranca in enumerate(cobrancas):
        cobranca.descricao, cobranca.valor = f"d'aspas {n} \\ ç", Decimal(n + 1)
        cobranca.vencimento = dt.date(2026, 1, n + 1)
        cobranca.competencia = None if n % 2 else dt.date(2026, 1, 1)
        cobranca.cliente = outra
    with django_assert_num_queries(1):
        atualizar_em_lote(cobrancas, ["descricao", "valor", "vencimento", "competencia", "cliente"])
    campos = ("descricao", "valor", "vencimento", "competencia", "cliente_id")
    for cobranca in cobrancas:
        assert Cobranca.objects.values_list(*campos).get(pk=cobranca.pk) == tuple(getattr(cobranca, c) for c in campos)
    fora.refresh_from_db()
    assert (fora.valor, fora.cliente_id) == (Decimal("100.00"), dona.pk)
    monkeypatch.setattr(em_lote, "LOTE", 2)
    with django_assert_num_queries(3):
        atualizar_em_lote(cobrancas, ["descricao"])
    with django_assert_num_queries(0):
        atualizar_em_lote([], ["descricao"])


def test_as_restricoes_do_banco_valem() -> None:
    titulo = fatura(itau()[0])
    titulo.status = Fatura.Status.PAGA
    with pytest.raises(IntegrityError):
        atualizar_em_lote([titulo], ["status"])


def test_arquivo_grande_vai_aos_pedacos_com_os_campos_como_sao(monkeypatch) -> None:
    monkeypatch.setattr(em_lote, "PEDACO", 7)
    forma, conteudo = itau()[0], bytes(range(256)) * 3
    nome = "d'aspas\t\\n\n\r ç.rem"
    remessa = Remessa(
        forma=forma, sequencia=3, nome_arquivo=nome, conteudo=conteudo, quantidade=2, valor_total=Decimal("10.50")
    )
    em_lote.inserir_com_arquivo(remessa, "conteudo")
    guardada = Remessa.objects.get()
    assert guardada == remessa
    assert (bytes(guardada.conteudo), guardada.nome_arquivo, guardada.forma) == (conteudo, nome, forma)
    assert (guardada.valor_total, guardada.criada_em, guardada.baixada_em) == (
        Decimal("10.50"),
        remessa.criada_em,
        None,
    )
