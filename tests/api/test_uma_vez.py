"""A write is done once for each key: by many at once, and when the process that does it is killed."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from threading import Event
from typing import Any

import pytest
from django.db import connection

from api.models import PedidoIdempotente
from api.v1 import entrada
from clientes.models import Cliente
from financeiro.models import CaixaUsuario, Recibo
from hubsoft.core.models import Evento, Historico
from tests import fabricas
from tests.api.fabricas import integracao
from tests.api.test_escrita import ADICIONAR, VER, novo_cliente
from tests.api.test_leitura import fatura
from tests.financeiro import fabricas as de_financeiro
from tests.processo_filho import em_outro_processo, morrer_no_comando

pytestmark = pytest.mark.django_db(transaction=True)
CHAVE = {"Idempotency-Key": "a-mesma"}
CPF = "52998224725"


def feito_uma_vez() -> bool:
    """Whether all that a POST of a client leaves is there once; raises when some of it is, or is twice."""
    feitos = Cliente.objects.filter(cpf_cnpj=CPF).count()
    deixados = {
        PedidoIdempotente.objects.count(),
        Historico.objects.filter(frase="Cliente cadastrado.").count(),
        Evento.objects.filter(nome="cliente.criado").count(),
        feitos,
    }
    assert deixados in ({0}, {1}), deixados
    return deixados == {1}


def esperando_trava() -> bool:
    """Whether some connection of this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def ate(condicao: Any) -> None:
    limite = time.monotonic() + 30
    while not condicao():
        assert time.monotonic() < limite, "it never happened"
        time.sleep(0.02)


def test_morto_em_qualquer_ponto_a_repeticao_faz_uma_vez() -> None:
    """SIGKILL right before every other statement in turn leaves nothing, and the same key does the whole work."""
    sistema = integracao(ADICIONAR, VER)
    corpo = novo_cliente()

    def pedir_e_morrer(qual: int) -> None:
        morrer_no_comando(qual)
        sistema.post("/clientes", corpo, **CHAVE)

    mortes = 0
    for qual in count(1, 2):
        if em_outro_processo(lambda qual=qual: pedir_e_morrer(qual)) != signal.SIGKILL:
            break
        mortes += 1
        assert not feito_uma_vez()
    # The last one lived: its work is done, its answer is lost, and who asks again gets that answer.
    assert mortes > 5
    assert feito_uma_vez()
    repetida = sistema.post("/clientes", corpo, **CHAVE)
    assert (repetida.status_code, repetida.headers["Idempotency-Replayed"]) == (201, "true")
    assert repetida.json()["id"] == Cliente.objects.get(cpf_cnpj=CPF).pk
    assert feito_uma_vez()


@pytest.mark.parametrize("ponto", ["reservar", "antes_de_gravar"])
def test_morto_depois_de_reservar_a_chave_nao_a_prende(ponto: str, monkeypatch: Any) -> None:
    """The key was reserved, or even everything written, when the process died: the retry is not told to wait."""
    sistema = integracao(ADICIONAR, VER)
    reservar = entrada._reservar

    def pedir() -> None:
        def reservar_e_morrer(*argumentos: Any) -> Any:
            pedido = reservar(*argumentos)

            def morrer(**_campos: Any) -> None:
                os.kill(os.getpid(), signal.SIGKILL)

            if ponto == "reservar":
                morrer()
            pedido.save = morrer
            return pedido

        monkeypatch.setattr(entrada, "_reservar", reservar_e_morrer)
        sistema.post("/clientes", novo_cliente(), **CHAVE)

    assert em_outro_processo(pedir) == signal.SIGKILL
    resposta = sistema.post("/clientes", novo_cliente(), **CHAVE)
    assert (resposta.status_code, "Idempotency-Replayed" in resposta.headers) == (201, False)
    assert feito_uma_vez()


def test_quem_espera_pela_chave_faz_o_trabalho_se_o_outro_morre(monkeypatch: Any) -> None:
    """Two processes, one key: the second waits at the first one's row; the first is killed; the second does it all."""
    sistema = integracao(ADICIONAR, VER)
    corpo = novo_cliente()
    connection.close()
    monkeypatch.setattr(entrada, "ESPERA_PELO_OUTRO", "60s")
    le, escreve = os.pipe()
    filho = os.fork()
    if filho == 0:
        # It stops in the middle of the work, its key reserved, until it is killed.
        with suppress(BaseException):
            fazer = entrada._reservar

            def reservar_e_parar(*argumentos: Any) -> Any:
                pedido = fazer(*argumentos)
                os.write(escreve, b"x")
                time.sleep(600)
                return pedido

            entrada._reservar = reservar_e_parar
            sistema.post("/clientes", corpo, **CHAVE)
        os._exit(0)
    assert os.read(le, 1) == b"x"

    def pedir() -> Any:
        try:
            return sistema.post("/clientes", corpo, **CHAVE)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as outro:
        resposta = outro.submit(pedir)
        ate(esperando_trava)
        os.kill(filho, signal.SIGKILL)
        os.waitpid(filho, 0)
        feita = resposta.result(30)
    assert (feita.status_code, "Idempotency-Replayed" in feita.headers) == (201, False)
    assert feito_uma_vez()
    assert sistema.post("/clientes", corpo, **CHAVE).json() == feita.json()


def test_quem_demora_e_dito_em_andamento_e_depois_respondido(monkeypatch: Any) -> None:
    """While the first runs for longer than one waits, 409 with Retry-After; once it is over, its answer."""
    sistema = integracao(ADICIONAR, VER)
    corpo = novo_cliente()
    reservada, continue_, fazer = Event(), Event(), entrada._reservar

    def reservar_e_esperar(*argumentos: Any) -> Any:
        pedido = fazer(*argumentos)
        if pedido is not None:
            reservada.set()
            assert continue_.wait(60)
        return pedido

    def pedir() -> Any:
        try:
            return sistema.post("/clientes", corpo, **CHAVE)
        finally:
            connection.close()

    monkeypatch.setattr(entrada, "ESPERA_PELO_OUTRO", "50ms")
    monkeypatch.setattr(entrada, "_reservar", reservar_e_esperar)
    with ThreadPoolExecutor(1) as outro:
        primeira = outro.submit(pedir)
        assert reservada.wait(30)
        recusa = sistema.post("/clientes", corpo, **CHAVE)
        assert (recusa.status_code, recusa.json()["type"].rpartition(":")[2]) == (409, "em-andamento")
        assert recusa.headers["Retry-After"] == "5"
        continue_.set()
        feita = primeira.result(60)
    assert feita.status_code == 201
    repetida = sistema.post("/clientes", corpo, **CHAVE)
    assert (repetida.json(), repetida.headers["Idempotency-Replayed"]) == (feita.json(), "true")
    assert feito_uma_vez()


def test_dois_pedidos_ao_mesmo_tempo_fazem_uma_vez() -> None:
    sistema = integracao(ADICIONAR, "financeiro.receber_cobranca")
    corpo = novo_cliente()
    aberta = fatura()
    caixa = de_financeiro.caixa()
    dono = fabricas.Usuario.objects.get(tokens_api__isnull=False)
    CaixaUsuario.objects.create(caixa=caixa, usuario=dono, receber=True)

    def pedir(caminho: str, dados: Any) -> tuple[int, Any]:
        try:
            resposta = sistema.post(caminho, dados, **{"Idempotency-Key": "a-mesma" + caminho})
            return resposta.status_code, resposta.json()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as varios:
        for caminho, dados in (
            ("/clientes", corpo),
            (f"/faturas/{aberta.pk}/receber", {"caixa_id": caixa.pk, "meio": "pix"}),
        ):
            respostas = list(varios.map(lambda _, c=caminho, d=dados: pedir(c, d), range(4)))
            assert {status for status, _ in respostas} == {201}, respostas
            assert all(corpo == respostas[0][1] for _, corpo in respostas)
    assert Cliente.objects.filter(cpf_cnpj="52998224725").count() == 1
    assert Recibo.objects.count() == 1
