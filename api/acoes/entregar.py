"""The worker's side of webhooks.

At least once: a message is sent, then marked; who dies between the two leaves it in the queue and it is sent again with
the same ``webhook-id``. One worker at a time serves a webhook (an advisory lock that PostgreSQL drops when the worker
dies), and no transaction is open while the far end is asked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from api.acoes.desativar import desativar_por_falhas
from api.envio import Resposta, enviar
from api.mensagens import montar
from api.models import EntregaWebhook, TentativaWebhook, Webhook
from api.regras.assinatura import cabecalhos
from api.regras.destino import ler_redes
from api.regras.espera import SUMIU, aceito, espera_da_entrega, pausa_do_webhook
from configuracao.variaveis import ler_inteiro
from hubsoft.core.cripto import SegredoIlegivel, decifrar
from hubsoft.core.datas import agora
from hubsoft.core.fila import pedir_a_um_trabalhador

S = EntregaWebhook.Situacao
CLASSE_DA_TRAVA = 7406  # first key of the advisory locks of this module
SEGUNDOS_POR_VEZ = 20.0
VARIAVEL = "WEBHOOK_FALHAS_ATE_DESATIVAR"
ILEGIVEL = "O segredo guardado não pode ser lido com o chaveiro atual. Troque o segredo do webhook."


def avisar_trabalhadores() -> None:
    """Ask a worker to send now; without a broker the next round does it."""
    pedir_a_um_trabalhador("api.tasks.enviar_webhooks", "os webhooks ficam para a próxima rodada")


def entregar_webhooks(segundos: float = SEGUNDOS_POR_VEZ) -> int:
    """Send what is due, webhook by webhook, for about ``segundos`` in all; return how many messages were tried."""
    limite, tentadas = time.monotonic() + segundos, 0
    momento = agora()
    livres = Webhook.objects.filter(Q(pausado_ate__isnull=True) | Q(pausado_ate__lte=momento), ativo=True)
    com_fila = livres.filter(entregas__situacao=S.PENDENTE, entregas__proxima_tentativa__lte=momento)
    for pk in list(com_fila.order_by("pk").values_list("pk", flat=True).distinct()):
        with _so_um(pk) as minha_vez:
            if minha_vez:
                tentadas += _servir(pk, limite)
        if time.monotonic() >= limite:
            avisar_trabalhadores()
            break
    return tentadas


@contextmanager
def _so_um(webhook_id: int) -> Iterator[bool]:
    """Give whether this worker is the one that serves the webhook."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [CLASSE_DA_TRAVA, webhook_id % 2**31])
        obtida = bool(cursor.fetchone()[0])
    try:
        yield obtida
    finally:
        if obtida and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [CLASSE_DA_TRAVA, webhook_id % 2**31])


def _servir(webhook_id: int, limite: float) -> int:
    """Send the due messages of one webhook in order until none is due, one fails or the time is over."""
    tentadas = 0
    while time.monotonic() < limite:
        # Read again for each: it may have been switched off, or given another address, meanwhile.
        webhook = Webhook.objects.select_related("usuario").filter(pk=webhook_id, ativo=True).first()
        entrega = _proxima(webhook_id)
        if webhook is None or entrega is None:
            break
        if not entrega.corpo:
            corpo = montar(entrega.tipo, entrega.dados, webhook.usuario, entrega.criada_em)
            if corpo is None:
                _pendente(entrega).update(situacao=S.DESCARTADA)
                continue
            entrega.corpo = corpo
            _pendente(entrega).update(corpo=corpo)
        tentadas += 1
        if not _anotar(webhook, entrega, _mandar(webhook, entrega)):
            break
    return tentadas


def _proxima(webhook_id: int) -> EntregaWebhook | None:
    fila = EntregaWebhook.objects.filter(webhook=webhook_id, situacao=S.PENDENTE, proxima_tentativa__lte=agora())
    return fila.order_by("proxima_tentativa", "id").first()


def _pendente(entrega: EntregaWebhook) -> QuerySet[EntregaWebhook]:
    return EntregaWebhook.objects.filter(pk=entrega.pk, situacao=S.PENDENTE)


def _mandar(webhook: Webhook, entrega: EntregaWebhook) -> Resposta:
    try:
        segredo = decifrar(webhook.segredo)
    except SegredoIlegivel:
        return Resposta(None, "", ILEGIVEL, 0)
    corpo = entrega.corpo.encode()
    assinados = cabecalhos(segredo, f"msg_{entrega.mensagem.hex}", int(agora().timestamp()), corpo)
    return enviar(webhook.url, corpo, assinados, ler_redes(settings.WEBHOOK_REDES))


@transaction.atomic
def _anotar(webhook: Webhook, entrega: EntregaWebhook, resposta: Resposta) -> bool:
    """Keep how a try went; return whether it arrived."""
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    momento, chegou = agora(), aceito(resposta.status)
    TentativaWebhook.objects.create(
        entrega=entrega,
        em=momento,
        status=resposta.status,
        milissegundos=resposta.milissegundos,
        erro=resposta.erro[:300],
        resposta=resposta.texto,
    )
    entrega.tentativas += 1
    if chegou:
        entrega.situacao, entrega.entregue_em = S.ENTREGUE, momento
        webhook.falhas_seguidas, webhook.pausado_ate, webhook.ultimo_erro = 0, None, ""
    else:
        espera = espera_da_entrega(entrega.tentativas)
        if espera is None:
            entrega.situacao = S.FALHOU
        else:
            entrega.proxima_tentativa = momento + espera
        webhook.falhas_seguidas += 1
        webhook.pausado_ate = momento + pausa_do_webhook(webhook.falhas_seguidas)
        webhook.ultimo_erro = resposta.erro[:300]
    entrega.save(update_fields=["tentativas", "situacao", "entregue_em", "proxima_tentativa"])
    webhook.save(update_fields=["falhas_seguidas", "pausado_ate", "ultimo_erro"])
    if not chegou and webhook.ativo:
        if resposta.status == SUMIU:
            desativar_por_falhas(webhook, "O sistema respondeu 410: não quer mais receber avisos.")
        elif webhook.falhas_seguidas >= max(1, ler_inteiro(VARIAVEL)):
            vezes = webhook.falhas_seguidas
            desativar_por_falhas(webhook, f"{vezes} tentativas seguidas falharam. A última: {resposta.erro}"[:300])
    return chegou
