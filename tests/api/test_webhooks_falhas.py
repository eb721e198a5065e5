"""What becomes of what does not arrive, or whose sender is killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

import pytest
from django.db import connection

from api.acoes.entregar import entregar_webhooks
from api.acoes.webhooks import ativar_webhook, reenviar_entrega
from api.acoes.webhooks import testar_webhook as enviar_teste
from api.models import EntregaWebhook
from api.regras.espera import TENTATIVAS
from configuracao.acoes.definir_variavel import definir_variavel
from configuracao.models import MensagemEmail, Variavel
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.models import Historico
from tests.api.webhooks import depois, ligar
from tests.clientes import fabricas as de_clientes
from tests.configuracao.fabricas import remetente
from tests.processo_filho import em_outro_processo
from tests.standins.webhook import ReceptorWebhook

S = EntregaWebhook.Situacao


@pytest.mark.django_db
def test_o_que_falha_volta_igual_e_depois_de_mais_tempo(receptor: ReceptorWebhook, admin: Any) -> None:
    webhook = ligar(receptor, admin, "cliente.criado")
    receptor.respostas = [500, 503]
    de_clientes.cliente(nome="Primeiro")
    de_clientes.cliente(nome="Segundo")
    assert entregar_webhooks() == 1
    assert entregar_webhooks() == 0, "an address that fails is left alone for a while"
    with depois(6):
        assert entregar_webhooks() == 1
    with depois(6 + 61):
        assert entregar_webhooks() == 2
    nomes = [r.dados["cliente"]["nome"] for r in receptor.recebidas]
    assert sorted(nomes) == ["Primeiro", "Primeiro", "Segundo", "Segundo"]
    assert len({(r.id, r.corpo) for r in receptor.recebidas}) == 2
    webhook.refresh_from_db()
    assert (webhook.falhas_seguidas, webhook.ultimo_erro, webhook.pausado_ate) == (0, "", None)
    assert set(webhook.entregas.values_list("situacao", flat=True)) == {S.ENTREGUE}
    # Sent again by a person: the same id and text.
    antes = receptor.recebidas[-1]
    entrega = webhook.entregas.get(mensagem=antes.id.removeprefix("msg_"))
    reenviar_entrega(entrega, admin)
    with pytest.raises(ErroDeNegocio, match="já está na fila"):
        reenviar_entrega(entrega, admin)
    with depois(70):
        entregar_webhooks()
    assert (receptor.recebidas[-1].id, receptor.recebidas[-1].corpo) == (antes.id, antes.corpo)
    assert receptor.recusas == []


@pytest.mark.django_db
def test_falhas_demais_desativam_e_avisam(receptor: ReceptorWebhook, admin: Any) -> None:
    remetente()
    admin.email = "dono@x.example"
    admin.save()
    definir_variavel(Variavel.objects.get(nome="WEBHOOK_FALHAS_ATE_DESATIVAR").pk, "3", admin)
    webhook = ligar(receptor, admin, "cliente.criado")
    receptor.respostas = [500] * 3
    de_clientes.cliente()
    for segundos in (0, 10, 100):
        with depois(segundos):
            assert entregar_webhooks() == 1
    webhook.refresh_from_db()
    assert not webhook.ativo
    assert webhook.motivo_desativacao.startswith("3 tentativas seguidas falharam")
    email = MensagemEmail.objects.get()
    assert (email.para, "CRM" in email.assunto) == ("dono@x.example", True)
    assert "desativado" in Historico.objects.filter(objeto_tipo="api.webhook").latest("pk").frase
    # What happens meanwhile is not kept; what waited goes when it is on again.
    de_clientes.cliente()
    with depois(10_000):
        assert entregar_webhooks() == 0
        with pytest.raises(ErroDeNegocio, match="Ative"):
            enviar_teste(webhook, admin)
        ativar_webhook(webhook, admin)
        assert entregar_webhooks() == 1
    assert webhook.entregas.get().situacao == S.ENTREGUE
    receptor.respostas = [410]
    de_clientes.cliente()
    with depois(10_000):
        entregar_webhooks()
    webhook.refresh_from_db()
    assert "410" in webhook.motivo_desativacao


@pytest.mark.django_db
def test_uma_mensagem_que_nunca_e_aceita_acaba_sem_parar_as_outras(receptor: ReceptorWebhook, admin: Any) -> None:
    webhook = ligar(receptor, admin, "cliente.criado")
    de_clientes.cliente()
    entrega = webhook.entregas.get()
    EntregaWebhook.objects.filter(pk=entrega.pk).update(tentativas=TENTATIVAS - 1)
    receptor.respostas = [422]
    entregar_webhooks()
    entrega.refresh_from_db()
    assert entrega.situacao == S.FALHOU
    de_clientes.cliente()
    with depois(6):
        assert entregar_webhooks() == 1
    assert webhook.entregas.filter(situacao=S.ENTREGUE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_trabalhador_morto_no_meio_envia_de_novo_com_o_mesmo_numero(
    receptor: ReceptorWebhook, admin: Any, tmp_path: Any
) -> None:
    webhook = ligar(receptor, admin, "cliente.criado")
    de_clientes.cliente()
    quem = tmp_path / "quem"

    def trabalhar() -> None:
        quem.write_text(str(os.getpid()))
        entregar_webhooks()

    # It dies when the message is there and nobody has been told.
    receptor.antes = lambda: os.kill(int(quem.read_text()), signal.SIGKILL)
    assert em_outro_processo(trabalhar) == signal.SIGKILL
    assert webhook.entregas.get().situacao == S.PENDENTE
    receptor.antes = lambda: None
    limite = time.monotonic() + 30
    while not entregar_webhooks() and time.monotonic() < limite:
        time.sleep(0.1)  # until PostgreSQL has seen that the dead one's connection is gone
    assert webhook.entregas.get().situacao == S.ENTREGUE
    while len(receptor.recebidas) < 2 and time.monotonic() < limite:
        time.sleep(0.1)
    assert len({(r.id, r.corpo) for r in receptor.recebidas}) == 1
    assert len(receptor.recebidas) == 2


@pytest.mark.django_db(transaction=True)
def test_dois_trabalhadores_enviam_cada_mensagem_uma_vez(receptor: ReceptorWebhook, admin: Any) -> None:
    ligar(receptor, admin, "cliente.criado")
    for _ in range(4):
        de_clientes.cliente()
    receptor.antes = lambda: time.sleep(0.1)

    def trabalhar() -> None:
        try:
            entregar_webhooks()
        finally:
            connection.close()

    varios = [threading.Thread(target=trabalhar) for _ in range(2)]
    for um in varios:
        um.start()
    for um in varios:
        um.join()
    assert len(receptor.recebidas) == len({r.id for r in receptor.recebidas}) == 4
