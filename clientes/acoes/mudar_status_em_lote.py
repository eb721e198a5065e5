"""Many services from one state to another with a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction

from clientes.acoes.agendar_tarefa import encerrar_tarefas_sem_sentido
from clientes.estados import Status, transicao
from clientes.models import PeriodoStatus, ServicoCliente
from hubsoft.core import historico
from hubsoft.core.datas import agora, hoje
from hubsoft.core.em_lote import atualizar_em_lote
from hubsoft.core.eventos import publicar_varios
from hubsoft.core.middleware import usuario_atual
from hubsoft.core.models import Historico

LOTE = 1000


class Mudanca(NamedTuple):
    """A service to change and why (Portuguese sentence, "" for none)."""

    servico_id: int
    motivo: str


def mudar_status_em_lote(mudancas: Sequence[Mudanca], acao: str, *, origem: str = "", usuario: Any = None) -> list[int]:
    """Apply an action of the state table to services, in one transaction; return the ids that changed.

    Rows are locked in the order of their ids; a service whose state no longer allows the action is left as it is, so
    a repeated or a competing run changes nothing twice. Each change closes the open :class:`PeriodoStatus`, writes a
    sentence and publishes ``servico.status_alterado``; scheduled tasks that the new state makes pointless are
    cancelled. ``KeyError`` for an unknown action.
    """
    linha = transicao(acao)
    if linha.para is None:
        raise KeyError(f"{acao} muda dados, não o status")
    motivos = dict(mudancas)
    quem = usuario if usuario is not None else usuario_atual()
    with transaction.atomic():
        servicos = list(
            ServicoCliente.objects.select_for_update(no_key=True)
            .filter(pk__in=list(motivos), status__in=linha.de)
            .only("pk", "status", "cliente_id", "data_habilitacao", "data_cancelamento", "motivo_cancelamento")
            .order_by("pk")
        )
        if servicos:
            _gravar(servicos, linha.para, motivos, origem, quem)
    return [servico.pk for servico in servicos]


def _gravar(servicos: list[ServicoCliente], para: Status, motivos: dict[int, str], origem: str, quem: Any) -> None:
    """Write state, periods, sentences and events of locked services."""
    instante, dia = agora(), hoje()
    ids = [servico.pk for servico in servicos]
    PeriodoStatus.objects.filter(servico__in=ids, fim__isnull=True).update(fim=instante)
    _encerrar_tarefas(servicos, para)
    periodos, sentencas, dados = [], [], []
    for servico in servicos:
        antes, motivo = Status(servico.status), motivos[servico.pk]
        servico.status = para
        if para is Status.HABILITADO and servico.data_habilitacao is None:
            servico.data_habilitacao = dia
        if para is Status.CANCELADO:
            servico.data_cancelamento, servico.motivo_cancelamento = dia, motivo[:200]
        periodos.append(
            PeriodoStatus(
                servico=servico,
                status=para,
                inicio=instante,
                motivo=motivo[:200],
                origem=origem,
                usuario_id=getattr(quem, "pk", None),
            )
        )
        porque = f" Motivo: {motivo}" if motivo else ""
        sentencas.append(
            historico.montar(
                servico,
                historico.Area.SERVICO,
                f"Status alterado de {antes.label} para {para.label}.{porque}",
                servico_id=servico.pk,
                usuario=quem,
                origem=origem,
            )
        )
        dados.append(
            {"servico_id": servico.pk, "cliente_id": servico.cliente_id, "de": antes, "para": para, "motivo": motivo}
        )
    campos = ["status", "data_habilitacao", "data_cancelamento", "motivo_cancelamento"]
    atualizar_em_lote(servicos, campos)
    PeriodoStatus.objects.bulk_create(periodos, batch_size=LOTE)
    Historico.objects.bulk_create(sentencas, batch_size=LOTE)
    publicar_varios("servico.status_alterado", dados)


def _encerrar_tarefas(servicos: list[ServicoCliente], para: Status) -> None:
    """Cancel every task of who is cancelled, and the scheduled return of who leaves the pause."""
    if para is Status.CANCELADO:
        encerrar_tarefas_sem_sentido([s.pk for s in servicos], "O serviço foi cancelado antes.")
        return
    pausados = [s.pk for s in servicos if s.status == Status.SUSPENSO_PEDIDO]
    if pausados:
        encerrar_tarefas_sem_sentido(
            pausados, "O serviço saiu da pausa antes.", argumentos__somente_de=Status.SUSPENSO_PEDIDO.value
        )
