"""The forma's own reduction reaches the network in the partial suspension (F28, R07)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from clientes.acoes import suspender
from clientes.estados import Status
from clientes.models import ServicoCliente
from financeiro.acoes.salvar_dados_cobranca import Condicao, salvar_dados_cobranca
from financeiro.acoes.salvar_forma import salvar_forma
from financeiro.acoes.suspensao import executar_suspensao
from financeiro.models import DadosCobranca, FormaCobranca
from hubsoft.core import processos
from hubsoft.core.eventos import entregar_pendentes
from hubsoft.core.models import Evento, Processo
from rede.models import ReducaoVelocidade
from tests.clientes import fabricas as de_clientes
from tests.financeiro import fabricas

pytestmark = pytest.mark.django_db
HOJE = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def agora():
    with time_machine.travel("2026-11-24T12:00:00-03:00", tick=False):
        yield


def cobrado_por(forma: FormaCobranca) -> ServicoCliente:
    servico = de_clientes.servico(de_clientes.cliente())
    DadosCobranca.objects.create(servico=servico, forma=forma, dia_vencimento=10)
    return servico


def parcial(**campos: Any) -> FormaCobranca:
    return fabricas.forma_cobranca(permite_suspensao_parcial=True, dias_suspensao_parcial=5, **campos)


def reducao(servico: ServicoCliente) -> tuple[str, int] | None:
    entregar_pendentes()
    return ReducaoVelocidade.objects.filter(servico=servico).values_list("tipo", "valor").first()


def test_a_rotina_leva_a_reducao_de_cada_forma() -> None:
    fixa, percentual = parcial(tipo_reducao="kbps", reducao=512), parcial(reducao=25)
    um, dois = cobrado_por(fixa), cobrado_por(percentual)
    em_dia = cobrado_por(fixa)
    for servico in (um, dois):
        fabricas.cobranca(servico.cliente, "100.00", HOJE - dt.timedelta(days=7), servico=servico)
    executar_suspensao(processos.Contexto(Processo.objects.create(tipo="teste", titulo="Suspensão")))
    assert (reducao(um), reducao(dois), reducao(em_dia)) == (("kbps", 512), ("percentual", 25), None)


def test_uma_pessoa_que_suspende_tambem() -> None:
    servico = cobrado_por(parcial(tipo_reducao="kbps", reducao=1024))
    suspender(servico, Status.SUSPENSO_PARCIAL, motivo="Combinado com o cliente")
    assert reducao(servico) == ("kbps", 1024)


def test_suspensao_total_nao_mexe_na_velocidade() -> None:
    servico = cobrado_por(parcial())
    suspender(servico, Status.SUSPENSO_DEBITO, motivo="15 dias")
    assert reducao(servico) is None
    assert not Evento.objects.filter(nome="servico.reducao_definida").exists()


def test_reducao_mudada_alcanca_quem_ja_esta_suspenso_parcialmente(admin) -> None:
    forma = parcial(reducao=10, agencia="0057", conta="72192", conta_dv="0")
    outra = parcial(tipo_reducao="kbps", reducao=256, conta="72192", conta_dv="0")
    suspenso, habilitado = cobrado_por(forma), cobrado_por(forma)
    suspender(suspenso, Status.SUSPENSO_PARCIAL, motivo="10 dias")
    assert reducao(suspenso) == ("percentual", 10)
    forma.reducao = 30
    salvar_forma(forma, admin)
    assert (reducao(suspenso), reducao(habilitado)) == (("percentual", 30), None)
    salvar_dados_cobranca(suspenso, Condicao(outra, 10, DadosCobranca.Modalidade.POSTECIPADO), admin)
    assert reducao(suspenso) == ("kbps", 256)
    antes = Evento.objects.filter(nome="servico.reducao_definida").count()
    salvar_forma(FormaCobranca.objects.get(pk=outra.pk), admin)
    assert Evento.objects.filter(nome="servico.reducao_definida").count() == antes, "sem mudança não há recado"
