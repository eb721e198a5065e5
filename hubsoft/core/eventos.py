"""Transactional outbox: what happened commits with the change, and reaches each handler at least once.

A handler's effect and the mark that it is done commit together, so a repeated delivery finds it done. A sweep takes
up what a dead worker or a broker that was down left behind.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from hubsoft.core.datas import agora
from hubsoft.core.em_lote import Copia
from hubsoft.core.fila import pedir_a_um_trabalhador
from hubsoft.core.middleware import usuario_atual
from hubsoft.core.models.eventos import EntregaEvento, Evento
from hubsoft.core.registro import Manipulador, registro, resolver

log = logging.getLogger(__name__)
TENTATIVAS_ATE_PARAR = 8
LOTE = 5000
POR_VEZ = 500
"""Deliveries of one run of a worker, so that other work gets its turn."""
ESPERA_BASE = dt.timedelta(seconds=5)


class ForaDeTransacao(RuntimeError):
    """An event was published outside a transaction, so it could exist without its change."""


def _manipuladores(nome: str) -> list[Manipulador]:
    return [m for m in registro.todos(Manipulador) if m.evento == nome]


def publicar(nome: str, dados: dict[str, Any]) -> Evento:
    """Write an event with its deliveries in the current transaction and ask a worker for them after the commit.

    ``dados`` is JSON with ids. Raises :class:`ForaDeTransacao` outside a transaction.
    """
    return publicar_varios(nome, [dados])[0]


def publicar_varios(nome: str, lista: list[dict[str, Any]]) -> list[Evento]:
    """Write many events of one name with a constant number of queries; as :func:`publicar`."""
    if not connection.in_atomic_block:
        raise ForaDeTransacao(nome)
    instante = agora()
    quem = getattr(usuario_atual(), "pk", None)
    manipuladores = _manipuladores(nome)
    eventos = Evento.objects.bulk_create(
        [
            Evento(nome=nome, dados=dados, usuario_id=quem, concluido_em=None if manipuladores else instante)
            for dados in lista
        ],
        batch_size=LOTE,
    )
    if manipuladores:
        Copia(EntregaEvento, "evento_id", "manipulador", "proxima_tentativa").escrever(
            (evento.pk, m.chave, instante) for evento in eventos for m in manipuladores
        )
        transaction.on_commit(avisar_trabalhadores)
    return eventos


def avisar_trabalhadores() -> None:
    """Ask a worker to deliver now; without a broker the sweep does it later."""
    pedir_a_um_trabalhador("hubsoft.core.tasks.entregar_eventos", "a entrega dos eventos fica para a varredura")


def entregar_pendentes(limite: int = POR_VEZ) -> int:
    """Deliver what is due, one transaction a delivery, rows claimed with SKIP LOCKED; return how many were tried."""
    tentadas = 0
    while tentadas < limite and entregar_uma():
        tentadas += 1
    return tentadas


def entregar_uma() -> bool:
    """Claim one due delivery and run its handler; return whether there was one."""
    try:
        with transaction.atomic():
            entrega = (
                EntregaEvento.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("evento")
                .filter(concluida_em__isnull=True, parada=False, proxima_tentativa__lte=agora())
                .order_by("proxima_tentativa", "id")
                .first()
            )
            if entrega is None:
                return False
            resolver(registro.por_chave(Manipulador, entrega.manipulador).funcao)(entrega.evento.dados, entrega.evento)
            entrega.concluida_em = agora()
            entrega.tentativas = F("tentativas") + 1
            entrega.erro = ""
            entrega.save(update_fields=["concluida_em", "tentativas", "erro"])
            _concluir_evento(entrega.evento)
    except Exception as erro:
        if "entrega" not in locals() or entrega is None:
            raise
        log.exception("entrega %s de %s falhou", entrega.pk, entrega.manipulador)
        _adiar(entrega.pk, erro)
    return True


def _concluir_evento(evento: Evento) -> None:
    """Close the event when its last delivery is done (rows locked so that two last ones see each other)."""
    Evento.objects.select_for_update().get(pk=evento.pk)
    if not evento.entregas.filter(concluida_em__isnull=True).exists():
        Evento.objects.filter(pk=evento.pk).update(concluido_em=agora())


def _adiar(entrega_id: int, erro: Exception) -> None:
    """Put a failed delivery back with exponential delay; stop it after the last try."""
    with transaction.atomic():
        entrega = EntregaEvento.objects.select_for_update().get(pk=entrega_id)
        entrega.tentativas += 1
        entrega.erro = f"{type(erro).__name__}: {erro}"[:2000]
        entrega.parada = entrega.tentativas >= TENTATIVAS_ATE_PARAR
        entrega.proxima_tentativa = agora() + ESPERA_BASE * 2 ** (entrega.tentativas - 1)
        entrega.save(update_fields=["tentativas", "erro", "parada", "proxima_tentativa"])


def reenviar(entrega: EntregaEvento) -> None:
    """Let a stopped delivery be tried again at once (screen *Eventos parados*)."""
    with transaction.atomic():
        EntregaEvento.objects.filter(pk=entrega.pk, concluida_em__isnull=True).update(
            parada=False, tentativas=0, proxima_tentativa=agora()
        )
        transaction.on_commit(avisar_trabalhadores)


def atraso_da_fila() -> float:
    """Return the age in seconds of the oldest delivery that is due and not stopped (0 when none)."""
    mais_antiga = (
        EntregaEvento.objects.filter(concluida_em__isnull=True, parada=False, proxima_tentativa__lte=agora())
        .order_by("proxima_tentativa")
        .values_list("proxima_tentativa", flat=True)
        .first()
    )
    return 0.0 if mais_antiga is None else (agora() - mais_antiga).total_seconds()
