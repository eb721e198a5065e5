"""Many services from one state to another with a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from clientes.acoes.agendar_tarefa import encerrar_tarefas_sem_sentido
from clientes.acoes.associar_servico import (
    Par,
    com_associados,
    desfazer_dos_cancelados,
    nome,
    pares_dos_principais,
)
from clientes.estados import Status, Transicao, acompanha, transicao
from clientes.models import Migracao, PeriodoStatus, ServicoCliente
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.em_lote import atualizar_em_lote, na_lista
from hubsoft.core.eventos import publicar_varios
from hubsoft.core.middleware import usuario_atual
from hubsoft.core.models import Historico

LOTE = 1000


class Mudanca(NamedTuple):
    """A service to change and why (Portuguese sentence, "" for none)."""

    servico_id: int
    motivo: str


def mudar_status_em_lote(
    mudancas: Sequence[Mudanca], acao: str, *, origem: str = "", usuario: Any = None, ficam: Collection[int] = ()
) -> list[int]:
    """Apply an action of the state table to services, in one transaction; return the ids that changed.

    Rows are locked in the order of their ids; a service whose state no longer allows the action is left as it is, so
    a repeated or a competing run changes nothing twice. Each change closes the open :class:`PeriodoStatus`, writes a
    sentence and publishes ``servico.status_alterado``; scheduled tasks that the new state makes pointless are
    cancelled, and so are the services that wait to take the place of a cancelled one. A service tied to one that
    changes goes with it (C10), unless it is among ``ficam`` or its state does not allow it, which is written down.
    ``KeyError`` for an unknown action, or one whose verb does more than that.
    """
    linha = transicao(acao)
    if linha.para is None or linha.composta:
        raise KeyError(f"{acao} não muda só o status")
    motivos = dict(mudancas)
    quem = usuario if usuario is not None else usuario_atual()
    with transaction.atomic():
        lidos = _ler(com_associados(ServicoCliente.objects.filter(na_lista("pk", motivos))))
        pares = pares_dos_principais(motivos)
        # A pair made between the two.
        faltam = {par.associado_id for par in pares} - set(lidos)
        if faltam:
            lidos |= _ler(ServicoCliente.objects.filter(na_lista("pk", faltam)))
        mudam = {pk: lidos[pk] for pk in motivos if pk in lidos and lidos[pk].status in linha.de}
        juntos, sobras = _acompanham(pares, lidos, mudam, linha, ficam)
        motivos |= {par.associado_id: _motivo_do_par(par, motivos[par.principal_id]) for par in juntos}
        mudam |= {par.associado_id: lidos[par.associado_id] for par in juntos}
        if mudam:
            gravar_status([mudam[pk] for pk in sorted(mudam)], linha.para, motivos, origem, quem, agora())
            _contar_sobras(sobras, lidos, linha, origem, quem)
    return sorted(mudam)


def _ler(servicos: QuerySet[ServicoCliente]) -> dict[int, ServicoCliente]:
    """Lock services in the order of their ids and return them by id."""
    campos = ("pk", "status", "cliente_id", "data_habilitacao", "data_cancelamento", "motivo_cancelamento")
    travados = servicos.select_for_update(of=("self",), no_key=True).only(*campos).order_by("pk")
    return {servico.pk: servico for servico in travados}


def _acompanham(
    pares: Sequence[Par],
    lidos: dict[int, ServicoCliente],
    mudam: dict[int, ServicoCliente],
    linha: Transicao,
    ficam: Collection[int],
) -> tuple[list[Par], list[Par]]:
    """Return the pairs whose tied service goes with the main one, and those whose tied one stays and why is told."""
    juntos, sobras = [], []
    for par in pares:
        if par.principal_id not in mudam or par.associado_id in mudam:
            continue
        antes, do_associado = lidos[par.principal_id].status, lidos[par.associado_id].status
        if par.associado_id not in ficam and acompanha(linha, antes, do_associado):
            juntos.append(par)
        elif do_associado != linha.para:
            sobras.append(par)
    return juntos, sobras


def _motivo_do_par(par: Par, motivo: str) -> str:
    return f"Acompanha {nome(par.principal, par.principal_id)}{f': {motivo}' if motivo else ''}"


def _contar_sobras(
    sobras: Sequence[Par], lidos: dict[int, ServicoCliente], linha: Transicao, origem: str, quem: Any
) -> None:
    """Write on both sides that the tied service stayed as it was."""
    frases = []
    for par in sobras:
        estado = lidos[par.associado_id].get_status_display().lower()
        textos = (
            (par.principal_id, f"O serviço associado {nome(par.associado, par.associado_id)} não acompanhou"),
            (par.associado_id, f"Não acompanhou o serviço {nome(par.principal, par.principal_id)}"),
        )
        for pk, texto in textos:
            frase = f"{texto} em “{linha.rotulo}”: continua {estado}."
            frases.append(
                historico.montar(lidos[pk], historico.Area.SERVICO, frase, servico_id=pk, usuario=quem, origem=origem)
            )
    if frases:
        Historico.objects.bulk_create(frases, batch_size=LOTE)


def gravar_status(
    servicos: list[ServicoCliente],
    para: Status,
    motivos: dict[int, str],
    origem: str,
    quem: Any,
    instante: dt.datetime,
) -> None:
    """Write state, periods, sentences and events of locked services, all as of ``instante``."""
    dia = localdate(instante)
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
    if para is Status.CANCELADO and (pendentes := encerrar_migracoes(ids, quem, instante)):
        esperavam = list(ServicoCliente.objects.select_for_update(no_key=True).filter(pk__in=pendentes).order_by("pk"))
        porque_novos = dict.fromkeys(pendentes, "O serviço de onde viria foi cancelado.")
        gravar_status(esperavam, para, porque_novos, origem, quem, instante)


def encerrar_migracoes(servicos: list[int], quem: Any, instante: dt.datetime) -> list[int]:
    """Undo the pending migrations of cancelled services; return the services that still wait to take their place."""
    pendentes = Migracao.objects.pendentes().filter(Q(de__in=servicos) | Q(para__in=servicos))
    novos = dict(pendentes.values_list("pk", "para_id"))
    if novos:
        Migracao.objects.filter(pk__in=novos).update(
            situacao=Migracao.Situacao.DESFEITA, encerrada_em=instante, encerrada_por=quem
        )
    return [pk for pk in novos.values() if pk not in servicos]


def _encerrar_tarefas(servicos: list[ServicoCliente], para: Status) -> None:
    """Cancel every task of who is cancelled, and the scheduled return of who leaves the pause."""
    if para is Status.CANCELADO:
        desfazer_dos_cancelados([s.pk for s in servicos])
        encerrar_tarefas_sem_sentido([s.pk for s in servicos], "O serviço foi cancelado antes.")
        return
    pausados = [s.pk for s in servicos if s.status == Status.SUSPENSO_PEDIDO]
    if pausados:
        encerrar_tarefas_sem_sentido(
            pausados, "O serviço saiu da pausa antes.", argumentos__somente_de=Status.SUSPENSO_PEDIDO.value
        )
