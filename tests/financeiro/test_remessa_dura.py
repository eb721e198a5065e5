"""A remessa whose worker is killed while it is made: each title in one file, numbers without a gap (F15)."""

from __future__ import annotations

import os
import random
import signal
from itertools import count

import psycopg
import pytest
import time_machine
from django.db.models import Count

from financeiro.acoes import gerar_remessa_grande
from financeiro.acoes.gerar_remessa import gerar_remessa
from financeiro.consultas.remessa import a_enviar
from financeiro.models import Fatura, FormaCobranca, Remessa
from hubsoft.core import processos
from hubsoft.core.models import Historico, Processo
from tests.financeiro.banco import fatura, itau, sicoob
from tests.processo_filho import em_outro_processo, morrer_no_comando, morto_depois_de

pytestmark = pytest.mark.django_db(transaction=True)
R = Fatura.Registro
CONTAS = (itau, sicoob)


@pytest.fixture(autouse=True)
def agora(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("financeiro.acoes.gerar_remessa.LOTE", 3)
    monkeypatch.setattr("hubsoft.core.em_lote.PEDACO", 700)
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


def so_arquivos_inteiros(forma: FormaCobranca, banco) -> int:
    """The strict bank takes every file whole and in order, each says what its rows say; return how many there are."""
    vistos = 0
    for vistos, remessa in enumerate(Remessa.objects.filter(forma=forma).order_by("sequencia"), 1):
        assert remessa.sequencia == vistos
        itens = remessa.itens.order_by("pk").select_related("fatura")
        entradas = [item.fatura.nosso_numero for item in itens]
        assert remessa.quantidade == len(entradas) > 0
        assert {item.fatura.registro for item in itens} == {R.ENVIADA}
        if remessa.sequencia not in banco.lidas:
            banco.lidas.add(remessa.sequencia)
            assert banco.receber_remessa(bytes(remessa.conteudo)).entradas == entradas
        frases = Historico.objects.filter(frase=f"Entrada enviada ao banco na remessa {vistos}.")
        assert sorted(frases.values_list("objeto_id", flat=True)) == sorted(item.fatura_id for item in itens)
    forma.refresh_from_db()
    assert forma.proxima_remessa == vistos + 1
    assert not Fatura.objects.filter(registro=R.ENVIADA, itens_remessa__isnull=True).exists()
    return vistos


def cada_titulo_em_uma(forma: FormaCobranca, banco, admin) -> None:
    """Send what came after the file; then each title is in exactly one."""
    if a_enviar(forma).exists():
        gerar_remessa(forma, admin)
    so_arquivos_inteiros(forma, banco)
    assert set(forma.faturas.annotate(n=Count("itens_remessa")).values_list("registro", "n")) == {(R.ENVIADA, 1)}


def preparar(conta, titulos: int, admin) -> tuple[FormaCobranca, object, Processo]:
    forma, banco = conta()
    banco.lidas = set()
    for _n in range(titulos):
        fatura(forma)
    return forma, banco, gerar_remessa_grande.iniciar_remessa(forma, admin)


@pytest.mark.parametrize("semente", range(8))
def test_morto_em_comandos_quaisquer_e_outra_pessoa_envia_no_meio(admin, semente: int) -> None:
    """Killed three times before any statement; in every other seed somebody else sends what waits in between."""
    acaso = random.Random(semente)
    forma, banco, processo = preparar(CONTAS[semente // 2 % 2], 10, admin)
    mortes = 0
    for _ in range(3):
        qual = acaso.randint(1, 36)

        def executar_e_morrer(qual: int = qual) -> None:
            morrer_no_comando(qual)
            processos.executar(processo.pk)

        mortes += em_outro_processo(executar_e_morrer) == signal.SIGKILL
        so_arquivos_inteiros(forma, banco)
        if semente % 2:
            fatura(forma)
            gerar_remessa(forma, admin)
            fatura(forma)
    assert mortes
    assert processos.executar_agora(processo).estado == "concluido"
    cada_titulo_em_uma(forma, banco, admin)


@pytest.mark.parametrize("pedaco", [1, 2, 5, 9, 14, 20])
def test_morto_enquanto_os_bytes_do_arquivo_vao_ao_banco_de_dados(admin, pedaco: int) -> None:
    """The file goes by pieces, then its rows: dead between two of them, there is neither file nor number."""
    forma, banco, processo = preparar(CONTAS[pedaco % 2], 8, admin)

    def executar_e_morrer() -> None:
        vezes = count(1)

        def contar_ou_morrer(escrever):
            def escrever_ou_morrer(copia, dados):
                if next(vezes) == pedaco:
                    os.kill(os.getpid(), signal.SIGKILL)
                return escrever(copia, dados)

            return escrever_ou_morrer

        psycopg.Copy.write = contar_ou_morrer(psycopg.Copy.write)  # type: ignore[method-assign]
        psycopg.Copy.write_row = contar_ou_morrer(psycopg.Copy.write_row)  # type: ignore[method-assign]
        processos.executar(processo.pk)

    assert em_outro_processo(executar_e_morrer) == signal.SIGKILL
    assert so_arquivos_inteiros(forma, banco) == 0
    assert set(forma.faturas.values_list("registro", flat=True)) == {R.PENDENTE}
    assert processos.executar_agora(processo).estado == "concluido"
    assert so_arquivos_inteiros(forma, banco) == 1
    cada_titulo_em_uma(forma, banco, admin)


@pytest.mark.parametrize("semente", range(5))
def test_morto_a_qualquer_momento_de_fora(admin, semente: int) -> None:
    """Killed from outside after a random time, wherever it is then, by nobody that knows its statements."""
    acaso = random.Random(semente)
    forma, banco, processo = preparar(CONTAS[semente % 2], 30, admin)
    for _ in range(3):
        morto_depois_de(lambda: processos.executar(processo.pk), acaso.uniform(0.0, 0.4))
        so_arquivos_inteiros(forma, banco)
    assert processos.executar_agora(processo).estado == "concluido"
    assert so_arquivos_inteiros(forma, banco) == 1
    cada_titulo_em_uma(forma, banco, admin)
