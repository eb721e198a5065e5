"""Runs the scheduled tasks that are due, each exactly once (C15).

What a task does and the mark that it is done commit together: a worker killed in between leaves neither, and of two
workers the second waits for the service's lock and finds the task done.
"""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError, transaction
from django.utils.timezone import localtime

from clientes.acoes.agendar_tarefa import descrever, encerrar, tipo_da_tarefa
from clientes.acoes.associar_servico import travar_com_associados
from clientes.models import ServicoCliente, TarefaAgendada
from hubsoft.core import historico
from hubsoft.core.datas import agora
from hubsoft.core.erros import ErroDeNegocio
from hubsoft.core.processos import Contexto
from hubsoft.core.registro import resolver
from hubsoft.core.texto import contar

log = logging.getLogger(__name__)
S = TarefaAgendada.Situacao
LOTE = 100


def executar_na_rotina(contexto: Contexto) -> str:
    """Run what is due as a routine (G04): the sweep of each minute does the same, and each still runs once."""
    inicio, feitas = agora(), 0
    contexto.total(TarefaAgendada.objects.pendentes().filter(quando__lte=inicio).count())
    while True:
        contexto.verificar_cancelamento()
        lote = executar_devidas(LOTE)
        feitas += lote
        contexto.feito(feitas)
        if lote < LOTE:
            break
    falhas = TarefaAgendada.objects.filter(situacao=S.FALHOU, processada_em__gte=inicio).count()
    com_erro = f", {contar(falhas, 'falhou', 'falharam')}: veja em Clientes › Tarefas agendadas" if falhas else ""
    return f"{contar(feitas, 'tarefa executada', 'tarefas executadas')}{com_erro}."


def executar_devidas(limite: int = 1000) -> int:
    """Run the tasks that are due, the oldest first; return how many ran."""
    feitas = 0
    while feitas < limite:
        devida = (
            TarefaAgendada.objects.pendentes()
            .filter(quando__lte=agora())
            .order_by("quando", "id")
            .values_list("pk", "servico_id")
            .first()
        )
        if devida is None:
            break
        feitas += _executar(*devida)
    return feitas


@transaction.atomic
def _executar(tarefa_id: int, servico_id: int) -> int:
    """Run one task unless somebody else has; return 1 when it ran here."""
    travar_com_associados(ServicoCliente.objects.filter(pk=servico_id))
    tarefa = (
        TarefaAgendada.objects.select_for_update(of=("self",))
        .select_related("servico__plano", "usuario")
        .filter(pk=tarefa_id, situacao=S.PENDENTE, quando__lte=agora())
        .first()
    )
    if tarefa is None:
        return 0
    situacao, mensagem = _fazer(tarefa)
    encerrar(tarefa, situacao, mensagem)
    verbo = "executada" if situacao == S.CONCLUIDA else "falhou"
    historico.escrever(
        tarefa,
        historico.Area.SERVICO,
        f"Tarefa agendada de {localtime(tarefa.quando):%d/%m/%Y %H:%M} {verbo}: {descrever(tarefa)}. {mensagem}",
        cliente_id=tarefa.servico.cliente_id,
        usuario=tarefa.usuario,
        origem="Tarefa agendada",
    )
    return 1


def _fazer(tarefa: TarefaAgendada) -> tuple[str, str]:
    """Do what the task says in a savepoint of its own; return how it ended and what people read."""
    try:
        with transaction.atomic():
            return S.CONCLUIDA, str(resolver(tipo_da_tarefa(tarefa.acao).funcao)(tarefa))
    except (OperationalError, InterfaceError):
        # The database, not the task: undo all and let the next sweep try.
        raise
    except ErroDeNegocio as erro:
        return S.FALHOU, erro.mensagem
    except Exception as erro:
        log.exception("tarefa agendada %s falhou", tarefa.pk)
        return S.FALHOU, f"Erro inesperado: {type(erro).__name__}. O registro do servidor tem os detalhes."
