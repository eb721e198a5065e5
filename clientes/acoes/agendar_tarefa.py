"""Scheduled tasks of a service: made, cancelled, tried again (C15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from clientes.estados import Status
from clientes.models import ServicoCliente, TarefaAgendada
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.fila import pedir_a_um_trabalhador
from hubsoft.core.registro import TipoTarefa, registro, resolver

MAIOR_PRAZO = dt.timedelta(days=5 * 366)
S = TarefaAgendada.Situacao


def tipo_da_tarefa(chave: str) -> TipoTarefa:
    """Return the registered kind; raises ``KeyError``."""
    return registro.por_chave(TipoTarefa, chave)


def descrever(tarefa: TarefaAgendada) -> str:
    """Return what a task does, as people read it ("Alterar Status do Serviço do Cliente: Serviço habilitado")."""
    try:
        tipo = tipo_da_tarefa(tarefa.acao)
    except KeyError:
        return tarefa.acao
    resumo = resolver(tipo.resumo)(tarefa.argumentos)
    return f"{tipo.rotulo}: {resumo}" if resumo else tipo.rotulo


@transaction.atomic
def agendar(
    servico: ServicoCliente, acao: str, quando: dt.datetime, usuario: Any, *, observacao: str = "", **args: Any
) -> TarefaAgendada:
    """Schedule a registered kind of task for a service at an instant to come; ``args`` is what it takes (JSON).

    Raises ``ErroDeNegocio`` for an instant out of reach or a cancelled service, ``KeyError`` for an unknown kind.
    """
    tipo_da_tarefa(acao)
    if not agora() < quando <= agora() + MAIOR_PRAZO:
        raise ErroDeNegocio("Escolha uma data a partir de agora, de até cinco anos à frente.", "dia")
    atual = ServicoCliente.objects.select_for_update(no_key=True).get(pk=servico.pk)
    if atual.status == Status.CANCELADO:
        raise ErroDeNegocio("O serviço está cancelado: não há o que agendar para ele.")
    tarefa = TarefaAgendada.objects.create(
        servico=atual, acao=acao, quando=quando, argumentos=args, observacao=observacao, usuario=usuario
    )
    nota = f" Observação: {observacao}" if observacao else ""
    _contar(tarefa, f"Tarefa agendada para {localtime(quando):%d/%m/%Y %H:%M}: {descrever(tarefa)}.{nota}", usuario)
    return tarefa


@transaction.atomic
def cancelar_tarefa(tarefa: TarefaAgendada, usuario: Any = None) -> TarefaAgendada:
    """Cancel a task that has not run; raises ``ErroDeNegocio`` when it has."""
    atual = _travar(tarefa)
    if atual.situacao != S.PENDENTE:
        raise ErroDeNegocio(f"Esta tarefa já está {atual.get_situacao_display().lower()}. Recarregue a página.")
    encerrar(atual, S.CANCELADA, "Cancelada antes de executar.")
    _contar(atual, f"Tarefa agendada cancelada: {descrever(atual)}.", usuario)
    return atual


@transaction.atomic
def repetir_tarefa(tarefa: TarefaAgendada, usuario: Any = None) -> TarefaAgendada:
    """Let a task that failed run again at once; raises ``ErroDeNegocio`` for any other."""
    atual = _travar(tarefa)
    if atual.situacao != S.FALHOU:
        raise ErroDeNegocio("Só uma tarefa que falhou pode ser tentada de novo. Recarregue a página.")
    atual.situacao, atual.processada_em, atual.mensagem = S.PENDENTE, None, ""
    atual.save(update_fields=["situacao", "processada_em", "mensagem"])
    _contar(atual, f"Nova tentativa da tarefa agendada: {descrever(atual)}.", usuario)
    transaction.on_commit(_avisar_trabalhadores)
    return atual


def encerrar(tarefa: TarefaAgendada, situacao: str, mensagem: str) -> None:
    """Write how a locked task ended."""
    tarefa.situacao, tarefa.mensagem, tarefa.processada_em = situacao, mensagem[:500], agora()
    tarefa.save(update_fields=["situacao", "mensagem", "processada_em"])


def encerrar_tarefas_sem_sentido(servicos: Sequence[int], mensagem: str, **filtro: Any) -> None:
    """Cancel the pending tasks of locked services that their new state makes pointless; ``filtro`` limits which."""
    TarefaAgendada.objects.pendentes().filter(servico__in=servicos, **filtro).update(
        situacao=S.CANCELADA, mensagem=mensagem, processada_em=agora()
    )


def _travar(tarefa: TarefaAgendada) -> TarefaAgendada:
    """Lock the service, then the task: the order in which the state of a service changes and tasks run."""
    ServicoCliente.objects.select_for_update(no_key=True).get(pk=tarefa.servico_id)
    return TarefaAgendada.objects.select_for_update(of=("self",)).select_related("servico").get(pk=tarefa.pk)


def _contar(tarefa: TarefaAgendada, frase: str, usuario: Any) -> None:
    historico.escrever(tarefa, historico.Area.SERVICO, frase, usuario=usuario, cliente_id=tarefa.servico.cliente_id)


def _avisar_trabalhadores() -> None:
    """Ask a worker to run what is due; without a broker the sweep does it within a minute."""
    pedir_a_um_trabalhador("clientes.tasks.executar_tarefas", "as tarefas ficam para a varredura")
