"""A retorno under faults: as few statements for a thousand lines, workers killed, two files at once (F16)."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import threading
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from financeiro.acoes import aplicar_retorno as acao
from financeiro.acoes.aplicar_retorno import aplicar_agora, iniciar_aplicacao
from financeiro.acoes.receber_retorno import receber_retorno
from financeiro.models import Caixa, Fatura, MovimentoCaixa, Recibo, Retorno
from hubsoft.core import processos
from hubsoft.core.models import Evento, Historico
from tests.financeiro import fabricas
from tests.financeiro.banco import fatura, itau
from tests.financeiro.test_retorno import pago, registrar, resultados
from tests.processo_filho import em_outro_processo, morrer_no_comando

CREDITO = dt.date(2026, 12, 10)


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


@pytest.fixture
def caixa(db) -> Caixa:
    return fabricas.caixa()


def comandos_para_aplicar(linhas: int, admin, caixa: Caixa) -> int:
    """Return how many statements it takes to apply a retorno of so many payments, COPY included."""
    forma, banco = itau()
    titulos = [fatura(forma) for _ in range(linhas)]
    registrar(forma, banco, admin)
    conteudo = banco.gerar_retorno(CREDITO, liquidacoes=[pago(t, tarifa=Decimal("1.00")) for t in titulos])
    retorno = receber_retorno(conteudo, "a.ret", admin, caixa=caixa).retorno
    with CaptureQueriesContext(connection) as consultas:
        assert aplicar_agora(retorno, admin).estado == "concluido"
    assert Recibo.objects.filter(caixa=caixa).count() == linhas
    return len(consultas)


@pytest.mark.django_db
def test_comandos_ao_banco_de_dados_nao_crescem_com_as_linhas(admin) -> None:
    de_tres = comandos_para_aplicar(3, admin, fabricas.caixa())
    assert comandos_para_aplicar(30, admin, fabricas.caixa()) == de_tres <= 55


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("morrer_em", [0, 1, 2])
def test_trabalhador_morto_no_meio_paga_cada_titulo_uma_vez(admin, monkeypatch, morrer_em: int) -> None:
    monkeypatch.setattr(acao, "LOTE", 2)
    caixa = fabricas.caixa()
    forma, banco = itau()
    titulos = [fatura(forma) for _ in range(6)]
    registrar(forma, banco, admin)
    conteudo = banco.gerar_retorno(CREDITO, liquidacoes=[pago(t, tarifa=Decimal("1.00")) for t in titulos])
    retorno = receber_retorno(conteudo, "a.ret", admin, caixa=caixa).retorno
    processo = iniciar_aplicacao(retorno, admin)

    def executar_e_morrer() -> None:
        original, vezes = acao.liquidar_titulos, iter(range(100))

        def liquidar_e_morrer(*argumentos, **opcoes):
            feito = original(*argumentos, **opcoes)
            if next(vezes) == morrer_em:
                os.kill(os.getpid(), signal.SIGKILL)
            return feito

        acao.liquidar_titulos = liquidar_e_morrer
        processos.executar(processo.pk)

    assert em_outro_processo(executar_e_morrer) == signal.SIGKILL
    assert Recibo.objects.count() == 2 * morrer_em, "a parte em que morreu foi desfeita inteira"
    feito = processos.executar_agora(processo)
    assert (feito.estado, feito.feito, feito.total) == ("concluido", 6, 6)
    assert sorted(Recibo.objects.values_list("observacao", flat=True)) == sorted(f"Fatura {t.pk}" for t in titulos)
    assert MovimentoCaixa.objects.aggregate(Sum("valor"))["valor__sum"] == Decimal("594.00")
    assert Fatura.objects.filter(status="paga").count() == 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("semente", range(4))
def test_trabalhador_morto_em_qualquer_comando_nao_deixa_nada_pela_metade(admin, monkeypatch, semente: int) -> None:
    monkeypatch.setattr(acao, "LOTE", 2)
    caixa, acaso = fabricas.caixa(), random.Random(semente)
    forma, banco = itau()
    titulos = [fatura(forma) for _ in range(6)]
    registrar(forma, banco, admin)
    conteudo = banco.gerar_retorno(CREDITO, liquidacoes=[pago(t, tarifa=Decimal("1.00")) for t in titulos])
    retorno = receber_retorno(conteudo, "a.ret", admin, caixa=caixa).retorno
    processo = iniciar_aplicacao(retorno, admin)
    mortes = 0
    for _ in range(3):
        qual = acaso.randint(1, 90)

        def executar_e_morrer(qual: int = qual) -> None:
            morrer_no_comando(qual)
            processos.executar(processo.pk)

        mortes += em_outro_processo(executar_e_morrer) == signal.SIGKILL
        pagas = Fatura.objects.filter(status="paga").count()
        assert Recibo.objects.count() == pagas == Evento.objects.filter(nome="fatura.paga").count()
        assert MovimentoCaixa.objects.count() == 2 * pagas
        assert Historico.objects.filter(objeto_tipo="financeiro.recibo").count() == pagas
    assert mortes
    assert processos.executar_agora(processo).estado == "concluido"
    assert resultados(retorno) == ["aplicado"] * 6
    assert Recibo.objects.count() == Fatura.objects.filter(status="paga").count() == 6
    assert MovimentoCaixa.objects.aggregate(Sum("valor"))["valor__sum"] == Decimal("594.00")


@pytest.mark.django_db(transaction=True)
def test_dois_arquivos_com_o_mesmo_pagamento_ao_mesmo_tempo(admin) -> None:
    caixa = fabricas.caixa()
    forma, banco = itau()
    titulos = [fatura(forma) for _ in range(4)]
    registrar(forma, banco, admin)
    arquivos = []
    for ordem in (titulos, titulos[::-1]):
        banco.reabrir(*[titulo.nosso_numero for titulo in titulos])
        arquivos.append(banco.gerar_retorno(CREDITO, liquidacoes=[pago(t) for t in ordem]))
    retornos = [receber_retorno(c, f"{i}.ret", admin, caixa=caixa).retorno for i, c in enumerate(arquivos)]
    largada, estados = threading.Barrier(2), []

    def rodar(retorno: Retorno) -> None:
        largada.wait()
        estados.append(aplicar_agora(retorno, admin).estado)
        connection.close()

    fios = [threading.Thread(target=rodar, args=[r]) for r in retornos]
    for fio in fios:
        fio.start()
    for fio in fios:
        fio.join()
    assert estados == ["concluido", "concluido"]
    assert Recibo.objects.count() == 4
    todos = [r for retorno in retornos for r in resultados(retorno)]
    assert sorted(todos) == ["aplicado"] * 4 + ["repetido"] * 4
